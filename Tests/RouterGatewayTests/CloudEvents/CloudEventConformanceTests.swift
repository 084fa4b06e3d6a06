import Foundation
import HTTPTypes
import RouterCore
import Testing

@testable import RouterGateway

/// Every row of the vectors for CloudEvents 1.0.2 in `Conformance/CloudEvents`.
struct CloudEventConformanceTests {
  @Test func `The vectors are there`() {
    let counts = ["validation", "http_binding", "json_format", "batch", "header_values"].map {
      CloudEventVector.all(in: $0).count
    }
    #expect(counts == [67, 4, 6, 2, 10])
  }

  @Test(arguments: CloudEventVector.all(in: "validation"))
  func `An event is accepted or rejected by the rules of the specification`(_ vector: CloudEventVector) throws {
    let text = vector["event"].map { Array($0.text) } ?? Array(vector["raw"]?.string?.utf8 ?? "".utf8)
    let isAccepted = (try? CloudEvent.structured(text)) != nil
    #expect(isAccepted == vector["accept"]?.bool, "\(vector["rule"]?.string ?? "")")
  }

  @Test(arguments: CloudEventVector.all(in: "http_binding"))
  func `A request carries the event that it says`(_ vector: CloudEventVector) throws {
    let request = try #require(vector["request"])
    let headers = HTTPFields(
      request["headers"]?.elements.map { field in
        let parts = field.elements.compactMap(\.string)
        return (parts[0], parts[1])
      } ?? [])
    let body = Array(request["body"]?.string?.utf8 ?? "".utf8)
    let event =
      switch try IngestForm(headers) {
      case .binary: try BinaryCloudEvent.read(headers, body: body)
      case .structured: try CloudEvent.structured(body)
      case .envelopes, .batch: throw Unexpected()
      }
    let expected = try #require(vector["expect"]?["events"]?.elements.first { _ in true })
    let attributes = try #require(expected["attributes"])
    #expect(event.id == attributes["id"]?.string && event.source == attributes["source"]?.string)
    #expect(event.type == attributes["type"]?.string && event.time == attributes["time"]?.timestamp)
    #expect(event.contentType == attributes["datacontenttype"]?.string.flatMap(MediaType.init))
    #expect(attributes["specversion"]?.string == "1.0" && event.extensions.isEmpty)
    var other = event
    other.payload = .json(try #require(expected["data"]))
    #expect(event.hasSameData(as: other))
  }

  @Test(arguments: CloudEventVector.all(in: "json_format"))
  func `An event in JSON is the same event in binary mode`(_ vector: CloudEventVector) throws {
    let structured = try CloudEvent.structured(Array(try #require(vector["event"]).text))
    let binary = try #require(vector["binary"])
    let headers = HTTPFields(binary["headers"]?.members.map { ($0.name, $0.value.string ?? "") } ?? [])
    let body =
      if let text = binary["body"]?.string {
        Array(text.utf8)
      } else if let value = binary["body_json"] {
        Array(value.text)
      } else {
        Array(Data(base64Encoded: binary["body_base64"]?.string ?? "") ?? Data())
      }
    let event = try BinaryCloudEvent.read(headers, body: body)
    #expect(event.id == structured.id && event.source == structured.source && event.type == structured.type)
    #expect(event.time == structured.time && event.subject == structured.subject)
    #expect(event.extensions == structured.extensions && event.dataSchema == structured.dataSchema)
    // In JSON the type of JSON data may be left out.
    if let type = structured.contentType { #expect(event.contentType == type) }
    #expect(event.hasSameData(as: structured))
  }

  @Test(arguments: CloudEventVector.all(in: "batch"))
  func `A batch has its events`(_ vector: CloudEventVector) throws {
    let headers = HTTPFields([("Content-Type", vector["content_type"]?.string ?? "")])
    guard case .batch = try IngestForm(headers) else { throw Unexpected() }
    let body = try #require(vector["body"])
    let events = try body.elements.map { try StructuredCloudEvent.read($0) }
    #expect(events.count == vector["expect"]?["events"]?.int)
    #expect(events.map(\.id) == body.elements.map { $0["id"]?.string })
    // How many there are is known before they are read against the catalogue.
    let reader = IngestReader(maxBytes: 65_536, typePrefix: "")
    #expect(try reader.events(in: Array(body.text), .batch, headers).count == events.count)
  }

  @Test(arguments: CloudEventVector.all(in: "header_values"))
  func `A header value is decoded`(_ vector: CloudEventVector) throws {
    let encoded = try #require(vector["encoded"]?.string)
    let expected = vector["error"]?.bool == true ? nil : (vector["decoded"] ?? vector["value"])?.string
    #expect(CloudEventHeaderValue.decode(encoded) == expected)
  }

  private struct Unexpected: Error {}
}
