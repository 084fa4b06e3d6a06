import RouterCore
import TestSupport
import Testing

/// AUTH and what a client may do.
struct LegacyAuthTests {
  private static let optional = SampleConfig.clients
  private static let required: SampleConfig = {
    var config = SampleConfig.clients
    config.profile = "production"
    return config
  }()

  private static func run(_ config: SampleConfig, _ body: (JunctorProcess) async throws -> Void) async throws {
    try await JunctorProcess.run(config, in: try .withSecret(), body)
  }

  private static func expectRefusal(_ client: LegacyClient, id: String) async throws {
    let (frames, closing) = try await client.closing()
    #expect(frames.map(\.errorCode) == ["AUTHENTICATION_FAILED"])
    #expect(frames.first?.id == id)
    #expect(closing.code == 1008)
  }

  private struct Role: Sendable {
    let name: String
    let permissions: String
  }

  private static let roles = [
    Role(name: "observer", permissions: #"["READ"]"#),
    Role(name: "researcher", permissions: #"["READ","WRITE"]"#),
    Role(name: "agent_manager", permissions: #"["READ","WRITE"]"#),
    Role(name: "admin", permissions: #"["READ","WRITE"]"#),
  ]

  @Test(arguments: Client.Library.allCases)
  func `AUTH is answered with its id, a session and what the role may do`(library: Client.Library) async throws {
    try await Self.run(Self.required) { router in
      for role in Self.roles {
        let client = try await LegacyClient(router, library)
        let token = try await router.token("--role", role.name)
        let answer = try await client.authenticate(token, id: "auth_\(role.name)")
        #expect(answer.type == "AUTH_SUCCESS" && answer.id == "auth_\(role.name)")
        #expect(answer.payload("sessionId")?.string?.hasPrefix("session_") == true)
        #expect(answer.text("payload", "permissions") == role.permissions, "\(role.name)")
        try client.client.close()
        _ = try await client.closing()
      }
    }
  }

  @Test(arguments: ["no.to.ken", "expired"])
  func `A refused token is an ERROR with the id of AUTH, then 1008`(kind: String) async throws {
    for config in [Self.optional, Self.required] {
      try await Self.run(config) { router in
        let client = try await LegacyClient(router)
        let token =
          kind == "expired"
          ? try await Self.sign(#"{"sub":"u","role":"admin","exp":1700000000}"#) : kind
        try client.client.send(#"{"type":"AUTH","id":"auth_1","payload":{"token":"\#(token)"}}"#)
        try await Self.expectRefusal(client, id: "auth_1")
      }
    }
  }

  private static func sign(_ claims: String) async throws -> String {
    let arguments = [TemporaryFolder.secret, #"{"alg":"HS256","typ":"JWT"}"#, claims]
    let process = try ChildProcess(Installation.python, [Installation.client("mint_token.py")] + arguments)
    try await process.end()
    return process.output.lines.first ?? ""
  }

  @Test func `A token in the URL is as good, without a word about it`() async throws {
    try await Self.run(Self.required) { router in
      let token = try await router.token("--role", "observer")
      let client = try await LegacyClient(router, token: token)
      let beat = try await client.ask(#"{"type":"HEARTBEAT","id":"heartbeat_1"}"#)
      #expect(beat.type == "HEARTBEAT_ACK")
      let answer = try await client.authenticate(token)
      #expect(answer.type == "AUTH_SUCCESS" && answer.text("payload", "permissions") == #"["READ"]"#)

      let stranger = try await LegacyClient(router, token: "no.to.ken")
      let (frames, closing) = try await stranger.closing()
      #expect(frames.map(\.errorCode) == ["AUTHENTICATION_FAILED"] && closing.code == 1008)
      #expect(frames.first?.id?.wholeMatch(of: /error_\d+/) != nil)
    }
  }

  @Test func `Where AUTH is required, nothing is done before it`() async throws {
    try await Self.run(Self.required) { router in
      let client = try await LegacyClient(router)
      let messages = [
        LegacyClient.request("GET_DASHBOARD_METRICS", as: "QUERY", id: "early_1"),
        LegacyClient.request("SUBSCRIBE", #"{"events":["AGENT_STATUS"]}"#, id: "early_2"),
        LegacyClient.request("CREATE_ASSESSMENT", of: "assessment-agent", id: "early_3"),
        #"{"type":"RECONNECT","id":"early_4","payload":{"lastMessageId":"msg_1","subscriptions":["AGENT_STATUS"]}}"#,
      ]
      for (index, message) in messages.enumerated() {
        let answer = try await client.ask(message)
        #expect(answer.errorCode == "AUTHENTICATION_REQUIRED" && answer.id == "early_\(index + 1)", "\(answer)")
      }
      let token = try await router.token()
      #expect(try await client.authenticate(token).type == "AUTH_SUCCESS")
      // Neither of the early messages has subscribed.
      try await router.publish([Events.status()], token: token)
      try await client.subscribe("AGENT_STATUS")
      try await router.publish([Events.status(agent: "agent_2")], token: token)
      #expect(try await client.frame().payload("data", "agent_id")?.string == "agent_2")
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `What follows AUTH without waiting for its answer is done after it`(library: Client.Library) async throws {
    try await Self.run(Self.required) { router in
      let token = try await router.token()
      let client = try await LegacyClient(router, library)
      try client.client.send(#"{"type":"AUTH","id":"auth_1","payload":{"token":"\#(token)"}}"#)
      try client.client.send(LegacyClient.request("SUBSCRIBE", #"{"events":["AGENT_STATUS"]}"#, id: "at_once"))
      #expect(try await client.frames(2).map(\.type) == ["AUTH_SUCCESS", "RESPONSE"])
    }
  }

  @Test func `Who does not say AUTH in time is closed with 1008, and others are not`() async throws {
    var config = Self.required
    config.routing += "\nlegacy: { auth: required, auth_timeout: 1s }"
    try await Self.run(config) { router in
      let known = try await LegacyClient.authenticated(router, token: try await router.token())
      let silent = try await LegacyClient(router, .node)
      #expect(try await silent.closing().closing.code == 1008)
      #expect(try await known.ask(#"{"type":"HEARTBEAT","id":"h"}"#).type == "HEARTBEAT_ACK")
    }
  }

  @Test func `Where it is optional, anonymous clients read`() async throws {
    try await Self.run(Self.optional) { router in
      let client = try await LegacyClient(router)
      try await client.subscribe("AGENT_STATUS", "METRICS_UPDATE", "SYSTEM_METRICS_UPDATE")
      let reading = try await client.request("GET_DASHBOARD_METRICS", as: "QUERY")
      #expect(reading.errorCode == "PROCESSING_ERROR", "allowed, but nobody answers")
      let writing = try await client.request("CREATE_ASSESSMENT", of: "assessment-agent")
      #expect(writing.errorCode == "PERMISSION_DENIED")
      let token = try await router.token()
      try await router.publish([LegacyEvents.clientMetrics], token: token)
      #expect(try await client.frame().payload("type")?.string == "METRICS_UPDATE")
      // The same connection may say who it is later, and keeps what it has.
      #expect(try await client.authenticate(token).text("payload", "permissions") == #"["READ","WRITE"]"#)
      let allowed = try await client.request("CREATE_ASSESSMENT", of: "assessment-agent")
      #expect(allowed.errorCode == "PROCESSING_ERROR")
      try await router.publish([Events.status()], token: token)
      #expect(try await client.frame().payload("type")?.string == "AGENT_STATUS")
    }
  }

  @Test func `What an action needs does not depend on the message it comes in`() async throws {
    try await Self.run(Self.required) { router in
      let observer = try await router.token("--role", "observer")
      let client = try await LegacyClient.authenticated(router, token: observer)
      for type in ["QUERY", "COMMAND"] {
        for action in ["CREATE_ASSESSMENT", "UPDATE_ASSESSMENT", "SUBMIT_ASSESSMENT", "ANALYZE_ASSESSMENT"] {
          let answer = try await client.request(action, of: "assessment-agent", as: type, id: "w_\(action)")
          #expect(answer.errorCode == "PERMISSION_DENIED" && answer.id == "w_\(action)", "\(type) \(action)")
        }
        for action in ["GET_ASSESSMENT", "VALIDATE_ASSESSMENT", "GENERATE_REPORT"] {
          let answer = try await client.request(action, of: "assessment-agent", as: type)
          #expect(answer.errorCode == "PROCESSING_ERROR", "\(type) \(action)")
        }
      }
    }
  }

  @Test func `Events are seen by the permission of each type`() async throws {
    try await Self.run(Self.required) { router in
      let token = try await router.token("--role", "", "--permission", "view_agents")
      let client = try await LegacyClient.authenticated(router, token: token)
      try await client.subscribe("AGENT_STATUS")
      let refusal = try await client.request("SUBSCRIBE", #"{"events":["SYSTEM_METRICS_UPDATE"]}"#)
      #expect(refusal.errorCode == "PERMISSION_DENIED")
    }
  }

  @Test func `AUTH as somebody else is refused, and the first identity stays`() async throws {
    try await Self.run(Self.required) { router in
      let observer = try await router.token("--role", "observer", "--subject", "first")
      let client = try await LegacyClient.authenticated(router, token: observer)
      let other = try await router.token("--role", "admin", "--subject", "second")
      let refusal = try await client.authenticate(other, id: "auth_2")
      #expect(refusal.errorCode == "AUTHENTICATION_FAILED" && refusal.id == "auth_2")
      let writing = try await client.request("CREATE_ASSESSMENT", of: "assessment-agent")
      #expect(writing.errorCode == "PERMISSION_DENIED")
      try await client.subscribe("AGENT_STATUS")
      // A better token of the same subject is welcome.
      let better = try await router.token("--role", "admin", "--subject", "first")
      #expect(try await client.authenticate(better, id: "auth_3").id == "auth_3")
      #expect(
        try await client.request("CREATE_ASSESSMENT", of: "assessment-agent").errorCode == "PROCESSING_ERROR")
    }
  }
}
