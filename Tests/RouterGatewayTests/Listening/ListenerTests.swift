import Foundation
import RouterCore
@testable import RouterGateway
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ListenerTests {
  private static let free = ListenAddress.tcp(host: "127.0.0.1", port: 0)

  private static func server(_ addresses: ListenAddress...) -> ServerConfig {
    var server = ServerConfig.test
    server.listen = ListenerList(addresses.map { ListenerConfig($0) })
    return server
  }

  private static func admin(_ address: ListenAddress = free) -> AdminConfig {
    var config = AdminConfig()
    config.listen = address
    return config
  }

  private static func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  // MARK: Several

  @Test func `All listeners of a list take sessions, and the operators' one does not`() async throws {
    let folder = try TemporaryFolder()
    let socket = ListenAddress.unix(path: folder.path("clients.sock"))
    try await GatewayBench.running(Self.server(Self.free, socket, Self.free), admin: Self.admin()) { bench in
      #expect(bench.places.map(\.isAdmin) == [false, false, false, true])
      #expect(Set(bench.places.compactMap(\.port)).count == 3)
      let token = try await String.token()
      for place in bench.places.dropLast() {
        try await LoopbackClient.connected(to: place.address) { client in
          try await client.beginSession(token)
          try await client.subscribe(#"{"events":["agent_status"]}"#)
          try await bench.publish()
          #expect(await client.messageType() == "agent_status")
        }
      }
      try await LoopbackClient.connected(to: bench.places[3].address) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)"))
        #expect(await client.response()?.status == 404)
      }
    }
  }

  @Test func `The operators' listener may be a socket file`() async throws {
    let folder = try TemporaryFolder()
    let socket = ListenAddress.unix(path: folder.path("admin.sock"))
    try await GatewayBench.running(admin: Self.admin(socket)) { bench in
      try await LoopbackClient.connected(to: socket) { client in
        let page = try await client.request("GET", "/metrics")
        #expect(page?.status == 200)
        #expect(page?.body.contains("\njunctor_connections 1\n") == true)
      }
    }
  }

  @Test func `One listener that cannot be opened is named, and the others are closed`() async throws {
    let folder = try TemporaryFolder()
    let socket = folder.path("clients.sock")
    try await GatewayBench.running { other in
      let taken = ListenAddress.tcp(host: "127.0.0.1", port: other.port)
      let error = await #expect(throws: ListenError.self) {
        try await GatewayBench.running(Self.server(.unix(path: socket), taken)) { _ in
          Issue.record("one of the listeners cannot be open")
        }
      }
      #expect(error?.description == "cannot listen on \(taken): Address already in use")
      #expect(folder.names() == [])
      await #expect(throws: ListenError.self) {
        try await GatewayBench.running(Self.server(.unix(path: socket)), admin: Self.admin(taken)) { _ in }
      }
      #expect(folder.names() == [])
    }
  }

  @Test(arguments: [
    (ListenAddress.tcp(host: "no host", port: 0), "the name of the host is not known"),
    (.unix(path: "/no/such/folder/a.sock"), "No such file or directory"),
  ])
  func `What is wrong with an address is told`(_ address: ListenAddress, _ reason: String) async throws {
    let error = await #expect(throws: ListenError.self) {
      try await GatewayBench.running(Self.server(address)) { _ in }
    }
    #expect(error?.description == "cannot listen on \(address): \(reason)")
  }

  // MARK: Socket files

  @Test func `A socket file is for the group, and gone after the end`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("clients.sock")
    try await GatewayBench.running(Self.server(.unix(path: path))) { _ in
      let permissions = try Self.permissions(path)
      #expect(permissions == 0o660)
      // An operator may let more in.
      try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
    }
    #expect(folder.names() == [])
  }

  @Test func `A socket file that nobody listens on is replaced`() async throws {
    let folder = try TemporaryFolder()
    let (path, old) = (folder.path("clients.sock"), folder.path("old.sock"))
    try await GatewayBench.running(Self.server(.unix(path: path))) { _ in
      // Not removed at the end: there is no file of this name then.
      try FileManager.default.moveItem(atPath: path, toPath: old)
    }
    try await GatewayBench.running(Self.server(.unix(path: old))) { bench in
      try await LoopbackClient.connected(to: bench.places[0].address) { client in
        let response = try await client.request("GET", "/health/live")
        #expect(response?.status == 200)
      }
    }
  }

  @Test func `A socket that somebody listens on is left alone`() async throws {
    let folder = try TemporaryFolder()
    let address = ListenAddress.unix(path: folder.path("clients.sock"))
    try await GatewayBench.running(Self.server(address)) { bench in
      let error = await #expect(throws: ListenError.self) {
        try await GatewayBench.running(Self.server(address)) { _ in }
      }
      #expect(error?.description == "cannot listen on \(address): another process listens there")
      try await LoopbackClient.connected(to: address) { client in
        let response = try await client.request("GET", "/health/live")
        #expect(response?.status == 200)
      }
    }
  }

  @Test(arguments: ["file", "folder", "link"])
  func `What is no socket is left alone`(_ kind: String) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("clients.sock")
    switch kind {
    case "file": try "precious".write(toFile: path, atomically: true, encoding: .utf8)
    case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
    }
    let error = await #expect(throws: ListenError.self) {
      try await GatewayBench.running(Self.server(.unix(path: path))) { _ in }
    }
    #expect(error?.description == "cannot listen on unix:\(path): there is a file that is no socket")
    #expect(folder.names() == ["clients.sock"])
  }

  @Test func `A file that has been replaced meanwhile is not removed`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("clients.sock")
    try await GatewayBench.running(Self.server(.unix(path: path))) { _ in
      TemporaryFolder.remove(path)
      try "precious".write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(folder.names() == ["clients.sock"])
  }

  // MARK: The limit

  /// Clients that are connected, one after the other.
  private static func clients(
    _ count: Int, to address: ListenAddress, _ clients: [LoopbackClient] = [],
    _ body: ([LoopbackClient]) async throws -> Void
  ) async throws {
    guard clients.count < count else { return try await body(clients) }
    try await LoopbackClient.connected(to: address) { client in
      try await Self.clients(count, to: address, clients + [client], body)
    }
  }

  @Test func `Clients beyond the limit wait until others leave, and operators do not`() async throws {
    let capacity = 4
    let use = DescriptorUse(limit: 64, open: 64 - 16 - DescriptorUse.forOperators - capacity)
    #expect(use.forConnections == capacity)
    var server = ServerConfig.test
    // Who waits for a busy machine is not to be closed.
    server.handshakeTimeout = .seconds(300)
    try await GatewayBench.running(server, admin: Self.admin(), descriptors: use) { bench in
      try await Self.clients(20, to: bench.places[0].address) { clients in
        for client in clients { try await client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n") }
        for client in clients[..<capacity] { #expect(await client.response()?.status == 200) }
        try await LoopbackClient.connected(to: bench.places[1].address) { operations in
          let page = try await operations.request("GET", "/metrics")?.body.split(separator: "\n").map(String.init) ?? []
          #expect(page.contains("junctor_connection_limit \(capacity)"))
          #expect(page.contains("junctor_accept_pauses_total 1"))
          #expect(page.contains("junctor_connections \(capacity + 1)"))
        }
        for client in clients[..<capacity] { await client.close() }
        for client in clients[capacity...] {
          #expect(await client.response()?.status == 200)
          await client.close()
        }
      }
      #expect(bench.logs.lines.filter { $0.hasPrefix("warning a listener pauses accepting") }.count == 1)
    }
  }

  @Test func `A connection that ends before it has asked anything is closed`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        client.endSending()
        #expect(await client.readToEnd().isEmpty)
      }
    }
  }
}
