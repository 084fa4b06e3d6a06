/// Prometheus text, read by name and labels.
struct MetricsPage: Sendable {
  struct Sample: Sendable {
    let name: String
    let labels: [String: String]
    let value: Int
  }

  let samples: [Sample]

  init(_ text: String) throws {
    samples = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(Self.sample)
  }

  private static func sample(_ line: Substring) throws -> Sample {
    guard let match = line.wholeMatch(of: /([a-z_]+)(?:\{(.*)\})? ([0-9]+)/), let value = Int(match.3) else {
      throw Unexpected(line, instead: "a line of Prometheus text with a whole number")
    }
    let labels = (match.2 ?? "").matches(of: /([a-z]+)="([^"]*)"/).map { (String($0.1), String($0.2)) }
    return Sample(name: String(match.1), labels: Dictionary(labels) { $1 }, value: value)
  }

  /// The sum over all samples of a family that have these labels; 0 if there is none.
  func sum(_ name: String, _ labels: [String: String] = [:]) -> Int {
    samples.filter { sample in
      sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
    }.map(\.value).reduce(0, +)
  }

  /// The different label sets of a family, without one label.
  func points(_ name: String, without label: String) -> Set<[String: String]> {
    Set(samples.filter { $0.name == name }.map { $0.labels.filter { $0.key != label } })
  }
}
