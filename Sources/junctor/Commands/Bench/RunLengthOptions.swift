import ArgumentParser
import LoadBench

/// How long a scenario with traffic runs.
struct RunLengthOptions: ParsableArguments {
  @Option(help: "How long is measured.") var duration = DurationArgument(.seconds(10))
  @Option(help: "Measure so many events or requests instead of a time.") var count: Int?
  @Option(help: "How long runs before it is measured; 0 for none.") var warmUp = WarmUpArgument(.seconds(2))

  func validate() throws { try atLeastOne(count, "count") }

  var length: RunLength { count.map { .count($0) } ?? .time(duration.value) }
  var warmUpLength: RunLength? { warmUp.value.map { .time($0) } }
}

/// A duration, or 0 for none.
struct WarmUpArgument: ExpressibleByArgument {
  let value: Duration?

  init(_ value: Duration) { self.value = value }

  init?(argument: String) {
    if argument == "0" {
      value = nil
      return
    }
    guard let duration = DurationArgument(argument: argument) else { return nil }
    value = duration.value
  }

  var defaultValueDescription: String { value.map { DurationArgument($0).defaultValueDescription } ?? "0" }
}
