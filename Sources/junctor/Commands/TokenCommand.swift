import ArgumentParser
import ConfigSchema
import RouterCore
import RouterGateway

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Make a token with the config's first HS256, HS384 or HS512 secret, for development.")

  @OptionGroup var argument: ConfigArgument

  @Option(help: "The subject: who the token is for.") var subject = "developer"
  @Option(help: "A role of the config's table; none if empty.") var role = "admin"
  @Option(help: "A further permission; may be repeated.") var permission: [String] = []
  @Option(help: "The agent whose events the token may publish.") var agent: String?
  @Option(help: "How long it is valid, such as 1h or 30d.") var lifetime = DurationArgument(.seconds(12 * 3600))

  func run() async throws {
    let config = try argument.require(try Registry(plugins)).config
    try checkRole(config.auth.roles.keys)
    print(try await config.token(request()))
  }

  private func checkRole(_ roles: some Collection<String>) throws {
    guard !role.isEmpty, !roles.contains(where: { $0.lowercased() == role.lowercased() }) else { return }
    throw ValidationError("no role '\(role)' in this config (\(Suggestion.help(for: role, among: roles) ?? ""))")
  }

  private func request() throws -> TokenMint.Request {
    for name in permission where Permission(claim: name) == nil {
      let help = Suggestion.help(for: name, among: Permission.allCases.map(\.rawValue)) ?? ""
      throw ValidationError("no permission '\(name)' (\(help))")
    }
    var request = TokenMint.Request(subject: subject, role: role.isEmpty ? nil : role, lifetime: lifetime.value)
    request.permissions = permission
    request.agent = agent
    return request
  }
}

extension JunctorConfig {
  /// The text of all secret files; in development missing ones are made.
  func secrets() throws -> [String: [UInt8]] {
    try SecretFile.load(auth, makesMissing: server.profile == .development)
  }

  func token(_ request: TokenMint.Request) async throws -> String {
    guard auth.mode == .token else {
      throw ValidationError("no token is needed: this config has 'auth.mode: none'")
    }
    guard let mint = try await TokenMint(auth, secrets: try secrets()) else {
      throw ValidationError(
        "no key of this config can sign: 'auth.keys' needs an HS256, HS384 or HS512 secret; with public keys and key "
          + "sets only the issuer makes tokens")
    }
    return try mint.token(request, at: SystemTime().now())
  }
}
