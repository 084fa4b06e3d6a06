import ConfigSchema
import RouterCore

/// `Docs/Configuration.md`: everything a config can say, from the same declarations that decode it.
struct ConfigurationPage {
  let registry: Registry

  var markdown: String {
    get throws {
      let components = registry.plugins.flatMap(\.references).sorted { ($0.kind, $0.type) < ($1.kind, $1.type) }
      return """
        # Configuration

        This page is made by `junctor reference` from the declarations that decode a config; do not edit it.

        Values have units: durations `250ms`, `5s`, `10min`, `1h`, `7d`; sizes `512B`, `64KiB`, `10MB`; rates `10/min`, `100/s`.
        A text may contain `${env:NAME}`, `${env:NAME:-default}` and `${file:path}` (relative to the config file);
        `$${` stands for `${` itself. What is put in stays one text: it can never add keys or lists.
        `junctor validate FILE` shows all mistakes of a file at once.

        \(ReferenceWriter.markdown(ObjectReference(JunctorConfig.self), level: 2))
        ## Components

        A component has a name of its own, a `type`, and the keys of that type. Every sink can also have these:

        \(ReferenceWriter.markdown(ObjectReference(SinkOptions.self), level: 3))
        \(components.map(\.markdown).joined(separator: "\n"))
        """
    }
  }
}
