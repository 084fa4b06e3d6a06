/// Routers that keep assessments.
enum AssessmentConfig {
  static let schema = """
    types:
          initial:
            schema:
              required: [mood]
              properties: { mood: { type: integer, minimum: 0, maximum: 10 }, note: { type: string, maxLength: 20 } }
              additionalProperties: false
    """

  static let rules = "analysis: { rules: [ { when: { mood: { maximum: 3 } }, risk_factor: low_mood } ] }"

  /// - Parameter details: keys of the source, as YAML.
  static func router(_ details: String = "", sources: String = "", from: String = "ingest") -> SampleConfig {
    SampleConfig(
      auth: "{ keys: [ { alg: HS256, secret_file: data/secret } ] }",
      routing: """
        log: { type: sqlite, path: data/events.db }
        sources:
          assessments:
            type: assessments
            store: { path: data/assessments.db }
            \(schema)
            events: { analysis: true }
            \(details)
        \(sources)
        sinks: { audit: { type: file, path: data/audit.ndjson } }
        pipelines: { live: { from: [\(from), assessments], to: [clients, audit] } }
        """)
  }
}
