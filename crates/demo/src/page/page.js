for (const form of document.querySelectorAll("form[data-command]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = JSON.parse(form.dataset.fields ?? "{}");
    for (const input of form.querySelectorAll("input[name]")) {
      if (input.value !== "") fields[input.name] = input.type === "number" ? Number(input.value) : input.value;
    }
    const response = await fetch("/_demo/" + form.dataset.command, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    if (response.ok) location.reload();
    else document.querySelector("[role=status]").textContent = (await response.json()).error;
  });
}
