/// Prometheus text, read by name and labels.
struct MetricsPage: Sendable {
  struct Sample: Sendable {
    let name: String
    let labels: [String: String]
    let value: Double
  }

  let samples: [Sample]

  init(_ text: String) throws {
    samples = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(Self.sample)
  }

  private static func sample(_ line: Substring) throws -> Sample {
    guard let match = line.wholeMatch(of: /([a-z_]+)(?:\{(.*)\})? ([-+.e0-9]+)/), let value = Double(match.3) else {
      throw Unexpected(line, instead: "a line of Prometheus text with a number")
    }
    let labels = (match.2 ?? "").matches(of: /([a-z]+)="([^"]*)"/).map { (String($0.1), String($0.2)) }
    return Sample(name: String(match.1), labels: Dictionary(labels) { $1 }, value: value)
  }

  /// The sum over all samples of a family that have these labels, in whole numbers; 0 if there is none.
  func sum(_ name: String, _ labels: [String: String] = [:]) -> Int {
    Int(
      samples.filter { sample in
        sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
      }.map(\.value).reduce(0, +))
  }

  /// The one value of a family without labels.
  func value(_ name: String) -> Double? { samples.first { $0.name == name }?.value }

  /// The different label sets of a family, without one label.
  func points(_ name: String, without label: String) -> Set<[String: String]> {
    Set(samples.filter { $0.name == name }.map { $0.labels.filter { $0.key != label } })
  }
}
