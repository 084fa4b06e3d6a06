import ArgumentParser
import RouterCore

struct MaintenanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintenance",
    abstract: "Tell the clients of a running router about maintenance.",
    discussion: "Talks to the router's admin listener. The router needs a source of type 'system'.",
    subcommands: [MaintenanceOnCommand.self, MaintenanceOffCommand.self, MaintenanceStatusCommand.self])
}

struct MaintenanceOnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "on", abstract: "Announce maintenance, or change what was announced.",
    discussion: "Nothing else changes, and nothing happens by itself when the time has come: 'maintenance off' ends it."
  )

  @OptionGroup var config: ConfigArgument
  @Option(help: "When it starts, such as 2024-01-15T22:00:00Z; now if left out.") var startsAt: TimestampArgument?
  @Option(help: "When it will probably be over.") var endsAt: TimestampArgument?
  @Option(help: "What is being done.") var message: String?

  func run() async throws {
    let wish = MaintenanceWish(isEnabled: true, startsAt: startsAt?.value, endsAt: endsAt?.value, message: message)
    print(try await wish.send(to: try config.adminClient()))
  }
}

struct MaintenanceOffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "off", abstract: "Say that maintenance is over.")

  @OptionGroup var config: ConfigArgument
  @Option(help: "How it went.") var message: String?

  func run() async throws {
    let wish = MaintenanceWish(isEnabled: false, message: message)
    print(try await wish.send(to: try config.adminClient()))
  }
}

struct MaintenanceStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "status", abstract: "Show whether maintenance is on.")

  @OptionGroup var config: ConfigArgument

  func run() async throws {
    let answer = try await config.adminClient().get(MaintenanceWish.path)
    guard answer.isGood else { throw AdminFailure(answer.document.root) }
    print(MaintenanceWish.text(of: answer.document.root))
  }
}

extension ConfigArgument {
  fileprivate func adminClient() throws -> AdminClient {
    AdminClient(admin: try require(try Registry(plugins)).config.admin)
  }
}
