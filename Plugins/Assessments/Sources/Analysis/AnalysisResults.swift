import RouterCore

/// What rules have made of fields.
struct AnalysisResults {
  /// Digits behind the point: sums of tenths are tenths.
  private static let precision = 1e9
  /// Larger ones have no such digits.
  private static let exact = 1e6

  private(set) var scores: [String: Double] = [:]
  /// In the order in which they came.
  private var names: [String] = []
  var bands: [String: String] = [:]
  private var riskFactors: [String] = []
  private var findings: [String] = []
  private var recommendations: [String] = []

  mutating func add(_ points: Double, to score: String) {
    let sum = scores[score, default: 0] + points
    // Beyond all numbers that JSON could say.
    guard sum.isFinite else { return }
    if scores[score] == nil { names.append(score) }
    let rounded = (sum * Self.precision).rounded() / Self.precision
    scores[score] = abs(sum) < Self.exact ? rounded : sum
  }

  mutating func add(_ rule: AnalysisRuleConfig) {
    for points in rule.points.entries { add(points.value.value, to: points.name.value) }
    Self.add(rule.riskFactor, to: &riskFactors)
    Self.add(rule.finding, to: &findings)
    Self.add(rule.recommendation, to: &recommendations)
  }

  /// Each once.
  private static func add(_ text: String?, to list: inout [String]) {
    if let text, !list.contains(text) { list.append(text) }
  }

  var document: JSONDocument {
    (try? JSONDocument { writer in
      writer.beginObject()
      writer.key("scores")
      writer.beginObject()
      for name in names { writer.member(name, score: scores[name] ?? 0) }
      writer.endObject()
      writer.key("bands")
      writer.beginObject()
      for name in names { if let band = bands[name] { writer.member(name, band) } }
      writer.endObject()
      writer.member("risk_factors", riskFactors)
      writer.member("findings", findings)
      writer.member("recommendations", recommendations)
      writer.endObject()
    }) ?? BoundedObject.empty
  }
}

extension JSONWriter {
  /// A whole number without a point.
  fileprivate mutating func member(_ key: String, score: Double) {
    if let whole = Int(exactly: score) { member(key, whole) } else { member(key, score) }
  }

  fileprivate mutating func member(_ key: String, _ texts: [String]) {
    self.key(key)
    beginArray()
    for text in texts { value(text) }
    endArray()
  }
}
