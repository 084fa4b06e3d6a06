import ArgumentParser
import LoadBench

struct IdleBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "idle", abstract: "Clients connect, subscribe and do nothing: memory per session.")

  @OptionGroup var target: BenchTarget
  @Option(help: "How long they do nothing.") var duration = DurationArgument(.seconds(10))

  func run() async throws { try await target.run(.idle, .time(duration.value), warmUp: nil) }
}
