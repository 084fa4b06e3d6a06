import ArgumentParser
import LoadBench

struct OwnAgentBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "own-agent",
    abstract: "Every client subscribes to an agent of its own; events go round robin over the agents.")

  @OptionGroup var target: BenchTarget
  @OptionGroup var publishing: PublishingOptions
  @OptionGroup var timing: RunLengthOptions

  func run() async throws {
    try await target.run(
      .ownAgent(publishing.publishing(defaultWindow: 4096)), timing.length, warmUp: timing.warmUpLength)
  }
}
