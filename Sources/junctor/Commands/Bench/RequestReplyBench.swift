import ArgumentParser
import LoadBench

struct RequestReplyBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request-reply", abstract: "Clients send pings and wait for the pongs.")

  @OptionGroup var target: BenchTarget
  @OptionGroup var timing: RunLengthOptions
  @Option(help: "Pings that a client has unanswered at a time.") var depth = 1

  func validate() throws { try atLeastOne(depth, "depth") }

  func run() async throws {
    try await target.run(.requestReply(depth: depth), timing.length, warmUp: timing.warmUpLength)
  }
}
