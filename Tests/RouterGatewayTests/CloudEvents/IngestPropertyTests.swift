import Foundation
import HTTPTypes
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import RouterGateway

/// Whatever bytes come, they are read or refused by a reason, and nothing else happens.
@Suite(.timeLimit(.minutes(1)))
struct IngestPropertyTests {
  private static let event =
    #"{"specversion":"1.0","type":"agent_status","source":"/a","id":"1","data":\#(documentedStatus)}"#
  private static let seeds: [(type: String, body: String)] = [
    ("application/json", statusEnvelope(#","timestamp":"2020-01-01T00:00:00Z","source":"a","id":"b""#)),
    ("application/json", "[\(statusEnvelope()),\(statusEnvelope())]"),
    ("application/cloudevents+json", event),
    ("application/cloudevents+json", event.replacing(#""data":"#, with: #""data_base64":"e30=","x":"#)),
    ("application/cloudevents-batch+json", "[\(event),\(event)]"),
  ]
  private static let fields = [
    "ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time", "ce-subject", "ce-dataschema", "ce-a_b", "ce-ext",
    "ce-",
  ]
  private static let values = [
    "1.0", "agent_status", "/a", "%", "%C0%A0", "\"a\\", "2020-01-01T00:00:00Z", "", "\t", "a b", "\"",
  ]

  /// Some bytes are changed, doubled, taken out or put in.
  private static func mutated(_ text: String, _ random: inout SplitMix64) -> [UInt8] {
    var bytes = Array(text.utf8)
    let interesting = Array(#"{}[]",:\%u0019eE-+.ntf"#.utf8) + [0, 0x80, 0xC0, 0xED, 0xF4, 0xFF]
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      guard !bytes.isEmpty else { break }
      let index = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[index] = interesting.randomElement(using: &random) ?? 0
      case 1: bytes[index] = .random(in: .min ... .max, using: &random)
      case 2: bytes.remove(at: index)
      case 3: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: index)
      default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 30)], at: index)
      }
    }
    return bytes
  }

  private static func headers(_ type: String, _ random: inout SplitMix64) -> HTTPFields {
    var fields = [(name: String, value: String)]()
    if Int.random(in: 0..<4, using: &random) == 0 {
      for name in Self.fields where Bool.random(using: &random) {
        fields.append((name, values.randomElement(using: &random) ?? ""))
      }
    }
    let types = ["application/json;charset=\"", "text/plain", "application/cloudevents", ";", "a/json"]
    let other = Int.random(in: 0..<10, using: &random) == 0
    fields.append(("Content-Type", other ? types.randomElement(using: &random) ?? "" : type))
    return HTTPFields(fields)
  }

  @Test(arguments: 0..<20)
  func `Every body is read or refused`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let reader = IngestReader(maxBytes: 65_536, typePrefix: "com.")
    let check = PublishCheck(catalogue: .standard, time: VirtualTime())
    var outcomes: [String: Int] = [:]
    for _ in 0..<500 {
      let original = Self.seeds.randomElement(using: &random) ?? Self.seeds[0]
      let headers = Self.headers(original.type, &random)
      let body =
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
          (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        case 1: Array(original.body.utf8)
        default: Self.mutated(original.body, &random)
        }
      do throws(Problem) {
        let events = try reader.events(in: body, IngestForm(headers), headers)
        for event in events.read() {
          switch event.flatMap({ good in
            Result { () throws(EventRefusal) in try check.event(from: good, by: .role("admin")) }
          }) {
          case .success(let event):
            // What is accepted can be written and read again.
            #expect(throws: Never.self) { try JSONDocument(parsing: event.event.data.bytes) }
            outcomes["accepted", default: 0] += 1
          case .failure(let refusal):
            #expect(!refusal.flaws.isEmpty && refusal.flaws.count <= EventRefusal.maxFlaws)
            outcomes["refused", default: 0] += 1
          }
        }
      } catch {
        #expect([400, 413, 415, 422].contains(error.status.code))
        #expect(throws: Never.self) { try JSONDocument(parsing: error.bytes) }
        outcomes["\(error.status.code)", default: 0] += 1
      }
    }
    // The mutations reach every stage of reading.
    for outcome in ["accepted", "refused", "400", "415"] { #expect(outcomes[outcome, default: 0] > 0, "\(outcomes)") }
  }

  @Test(arguments: 0..<3)
  func `Every request is answered by 202 or a problem, and the server lives`(seed: UInt64) async throws {
    try await GatewayBench.running { bench in
      var random = SplitMix64(seed: 1000 + seed)
      for _ in 0..<60 {
        let original = Self.seeds.randomElement(using: &random) ?? Self.seeds[0]
        let body = Self.mutated(original.body, &random)
        let text = String(decoding: body, as: UTF8.self)
        let response = try await bench.ingest(text, original.type)
        let status = try #require(response?.status)
        #expect(status == 202 || response?.headers["content-type"] == "application/problem+json", "\(text)")
        #expect(
          [202, 400, 413, 415, 422].contains(status) && (status == 202 || response?.json?.root["status"]?.int == status)
        )
        bench.time.advance(by: .seconds(1))
      }
      let last = try await bench.ingest(Self.event, "application/cloudevents+json")
      #expect(last?.status == 202)
    }
  }

  /// The sender's side of the same paragraph, written naively.
  private static func encoded(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      if (0x21...0x7E).contains(scalar.value), scalar != "\"", scalar != "%" { return String(scalar) }
      return String(scalar).utf8.map { String(format: "%%%02X", $0) }.joined()
    }.joined()
  }

  @Test(arguments: 0..<20)
  func `What is encoded for a header is decoded to the same`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let scalars = (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...(Bool.random(using: &random) ? 0x7F : 0x10FFFF), using: &random))
      }
      let text = String(String.UnicodeScalarView(scalars))
      let decoded = CloudEventHeaderValue.decode(Self.encoded(text))
      #expect(decoded.map { Array($0.utf8) } == Array(text.utf8))
    }
  }
}
