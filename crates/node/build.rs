//! Links the addon the way Node wants it.

fn main() {
    napi_build::setup();

    // A terminated worker_thread unloads the addons that only it had loaded, while threads of the runtime may still be
    // returning through the addon's code. An image marked nodelete stays mapped until the process ends.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-arg-cdylib=-Wl,-z,nodelete");
    }
}
