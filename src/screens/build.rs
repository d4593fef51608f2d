//! Compiles `ui/` into Rust: texts bundled, element ids kept for the tests.

fn main() {
    let configuration = slint_build::CompilerConfiguration::new()
        // Only for what the built-in style sets by itself; every colour is Theme's.
        .with_style("fluent-light".into())
        .with_bundled_translations("../../ui/lang")
        // The same words mean the same on every screen; where they do not, the text names a context.
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        // Screen tests find elements by their ids; it adds names, no code.
        .with_debug_info(true)
        .embed_resources(slint_build::EmbedResourcesKind::EmbedFiles);
    if let Err(error) = slint_build::compile_with_config("../../ui/app.slint", configuration) {
        println!("cargo::error=ui/app.slint does not compile: {error}");
        std::process::exit(1);
    }
}
