/// The forms in which `/metrics` can be had.
enum MetricsFormat: Sendable, CaseIterable {
  /// Prometheus' text format 0.0.4.
  case prometheusText
  case openMetrics

  /// What a client wants more. Text is what everybody gets who does not prefer OpenMetrics, also those who want neither:
  /// a page in a form that was not asked for helps a scraper or a person more than 406 does, and Prometheus' own client
  /// libraries do the same.
  init(preferredBy accept: AcceptHeader) {
    let openMetrics = accept.preference(for: Self.openMetrics.type, version: Self.openMetrics.version)
    let text = accept.preference(for: Self.prometheusText.type, version: Self.prometheusText.version)
    guard let openMetrics, openMetrics.quality > 0 else {
      self = .prometheusText
      return
    }
    self = text.map { openMetrics > $0 } ?? true ? .openMetrics : .prometheusText
  }

  var contentType: String { "\(type); version=\(version); charset=utf-8" }

  private var type: String {
    switch self {
    case .prometheusText: "text/plain"
    case .openMetrics: "application/openmetrics-text"
    }
  }

  private var version: String {
    switch self {
    case .prometheusText: "0.0.4"
    case .openMetrics: "1.0.0"
    }
  }
}
