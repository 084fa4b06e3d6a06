import ConfigSchema
import TestSupport
import Testing

@testable import RouterGateway

struct ServerConfigTests {
  private func addresses(_ yaml: String) -> [String] {
    ServerConfig.sample(yaml).listen.listeners.map { "\($0.address)" }
  }

  @Test func `Declarations are in order`() {
    #expect(DeclarationCheck.problems(of: ServerConfig.self) == [])
    #expect(DeclarationCheck.problems(of: AdminConfig.self) == [])
  }

  @Test func `One address or a list of addresses and mappings`() {
    #expect(addresses("{}") == ["127.0.0.1:8000"])
    #expect(addresses("listen: localhost:1") == ["localhost:1"])
    #expect(addresses("listen: { address: localhost:1 }") == ["localhost:1"])
    let list = "listen: [ 127.0.0.1:1, 'unix:a.sock', { address: '[::1]:2' }, 127.0.0.1:0, 127.0.0.1:0 ]"
    #expect(addresses(list) == ["127.0.0.1:1", "unix:a.sock", "[::1]:2", "127.0.0.1:0", "127.0.0.1:0"])
  }

  @Test(arguments: [
    ("listen: []", "1:9 error: at least one listener is needed"),
    ("listen: 8000", "1:9 error: expected a listen address such as 127.0.0.1:8000, found a number"),
    ("listen: [ [ 127.0.0.1:1 ] ]", "1:11 error: expected a listen address such as 127.0.0.1:8000, found a list"),
    ("listen:", "1:8 error: expected a listen address such as 127.0.0.1:8000, found nothing"),
    ("listen: { tls: { certificate: a, key: b } }", "1:9 error: missing key 'address'"),
    ("listen: { adress: 127.0.0.1:1 }", "1:11 error: unknown key 'adress'"),
    ("listen: { address: 127.0.0.1:1, tls: true }", "1:38 error: expected a mapping, found a boolean"),
    ("listen: [ 127.0.0.1:1, { address: 127.0.0.1:1 } ]", "1:24 error: this address is in the list already"),
    ("listen: [ 'unix:a', 127.0.0.1:1, 'unix:a' ]", "1:34 error: this address is in the list already"),
  ])
  func `A mistake is told where it is`(_ yaml: String, _ finding: String) {
    let (config, findings) = ServerConfig.read(yaml)
    #expect(config == nil)
    #expect(findings.first == finding)
  }

  @Test func `Every mistake of a list is told`() {
    let (_, findings) = ServerConfig.read("listen: [ x, 127.0.0.1:1, y, 127.0.0.1:1 ]")
    #expect(findings.count == 3)
  }

  @Test(arguments: [("0.0.0.0:1", 1), ("127.0.0.1:1", 0), ("unix:a", 0)])
  func `An admin listener that others can reach is warned of`(_ address: String, _ warnings: Int) {
    let (config, findings) = AdminConfig.read("listen: '\(address)'")
    #expect(config != nil)
    #expect(findings.count == warnings)
  }
}
