for (const form of document.querySelectorAll("form[data-command]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const members = JSON.parse(form.dataset.members ?? "{}");
    for (const input of form.querySelectorAll("input[name]")) {
      if (input.value !== "") members[input.name] = input.type === "number" ? Number(input.value) : input.value;
    }
    const answer = await fetch("/_demo/" + form.dataset.command, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(members),
    });
    if (answer.ok) location.reload();
    else document.querySelector("[role=status]").textContent = (await answer.json()).error;
  });
}
