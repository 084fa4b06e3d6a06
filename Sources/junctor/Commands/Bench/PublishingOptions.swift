import ArgumentParser
import LoadBench

/// How a scenario publishes.
struct PublishingOptions: ParsableArguments {
  @Option(help: "Events per second. Without it events follow the deliveries, see --window.")
  var rate: Double?

  @Option(help: "Without --rate: events that may be published and not yet delivered to everyone.")
  var window: Int?

  @Option(help: "Bytes of an event as published; at least some 190.") var payload = 200
  @Option(help: "Events per request.") var batch = 1
  @Option(help: "Requests sent and not yet answered.") var pipeline = 32

  func validate() throws {
    try atLeastOne(window, "window")
    try atLeastOne(pipeline, "pipeline")
    guard rate == nil || window == nil else {
      throw ValidationError("--rate and --window exclude each other: events come at a rate or follow the deliveries")
    }
    if let rate, !(0.001...10_000_000).contains(rate) { throw ValidationError("--rate goes from 0.001 to 10000000") }
    guard (1...1000).contains(batch) else { throw ValidationError("--batch goes from 1 to 1000, as a request does") }
    guard window.map({ $0 >= batch }) ?? true else { throw ValidationError("--window must be at least --batch") }
    guard (1...1_000_000).contains(payload), (payload + 1) * batch < 1 << 20 else {
      throw ValidationError("--payload times --batch must be below 1 MiB, as a request is")
    }
  }

  func publishing(defaultWindow: Int) -> Publishing {
    Publishing(
      pace: rate.map { .open(rate: $0) } ?? .closed(window: window ?? max(defaultWindow, batch)), payload: payload,
      batch: batch, pipeline: pipeline)
  }
}
