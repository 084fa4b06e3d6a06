import ArgumentParser
import LoadBench

struct FanOutBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fan-out", abstract: "Every client subscribes to one event type and gets every event.")

  @OptionGroup var target: BenchTarget
  @OptionGroup var publishing: PublishingOptions
  @OptionGroup var timing: RunLengthOptions

  func run() async throws {
    try await target.run(.fanOut(publishing.publishing(defaultWindow: 64)), timing.length, warmUp: timing.warmUpLength)
  }
}
