import ConfigSchema
import RouterConfig
import TestSupport
import Testing

struct MangledConfigTests {
  private static let configs = [
    """
    server: { listen: "127.0.0.1:8000", port: 8000, tls: true }
    auth:
      keys:
        - { alg: HS256, secret: hunter2 }
        - alg: "HS512"
          secret: "hunter2"
        - secret: |
            hunter2
            hunter2
          alg: none
        - secret:
            hunter2
    sinks:
      audit: { path: audit.ndjson, rate: 10/min, types: [a, b] }
    """,
    "{ server: { port: 1 }, auth: { keys: [ { alg: a, secret: hunter2 }, { secret: 'hunter2', alg: b } ] } }",
  ]

  @Test(arguments: configs.indices, 0..<500)
  func `However a config is mangled, its secret is not shown`(index: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var text = Array(Self.configs[index])
    for _ in 0..<Int.random(in: 1...3, using: &generator) { Self.mangle(&text, &generator) }
    let messages = FixtureTests.messages(Array(String(text).utf8), file: "mangled.yaml")
    #expect(!messages.contains("hunter2"), "\(messages)\(String(text))")
  }

  /// Changes one place, but no secret and no key of one: with another name it would be no secret. '?' and ','
  /// are never put in, because they make a key of a text, and messages name keys.
  private static func mangle(_ text: inout [Character], _ generator: inout SplitMix64) {
    let place = Int.random(in: 0...text.count, using: &generator)
    let nearby = String(text[max(0, place - 7)..<min(text.count, place + 7)])
    guard !nearby.contains("secret"), !nearby.contains("hunter2") else { return }
    let inserted = Array("{}[]:-#&*!|>'\"%@`\\\n\t \u{1}a1").randomElement(using: &generator) ?? " "
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: text.insert(inserted, at: place)
    case 1 where place < text.count: text.remove(at: place)
    default: if place < text.count { text[place] = inserted }
    }
  }
}
