import RouterCore
import RouterGateway
import TestSupport
import Testing

/// The documents of a running router are what their formats ask for: held against the official schemas, by a foreign library.
@Suite(.timeLimit(.minutes(2)))
struct DocumentTests {
  private static let documents: [(path: String, schema: String, draft: SchemaChecker.Draft)] = [
    ("/asyncapi.json", "asyncapi-3.0.0.schema.json", .seven), ("/openapi.json", "openapi-3.1.schema.json", .of2020),
  ]

  @Test func `asyncapi and openapi are valid under their official schemas`() async throws {
    let checker = try SchemaChecker()
    try await JunctorProcess.run(.echo) { junctor in
      for document in Self.documents {
        let text = try await junctor.get(document.path).body
        let errors = try await checker.errors(in: [text], under: .file(document.schema), document.draft)
        #expect(errors == [[]], "\(document.path)")
      }
      let text = try await junctor.getFromAdmin("/openapi.json").body
      #expect(try await checker.errors(in: [text], under: .file("openapi-3.1.schema.json"), .of2020) == [[]])
    }
  }

  /// A check that lets everything pass would not be one.
  @Test(
    arguments: [
      ("/asyncapi.json", #""asyncapi": "3.0.0""#, #""asyncapi": "2.6.0""#),
      ("/asyncapi.json", #""action": "receive""#, #""action": "recieve""#),
      ("/asyncapi.json", #""type": "httpApiKey""#, #""type": "apiToken""#),
      ("/asyncapi.json", #""minLength": 1"#, #""minLength": -1"#),
      ("/openapi.json", #""openapi": "3.1.0""#, #""openapi": "3.0.0""#),
      ("/openapi.json", #""in": "query""#, #""in": "body""#),
      ("/openapi.json", #""responses""#, #""answers""#),
    ])
  func `The official schemas find what is wrong`(_ path: String, _ right: String, _ wrong: String) async throws {
    let format = path == "/asyncapi.json" ? "asyncapi" : "openapi"
    let text = try await Junctor.result(["protocol", "--format", format], in: try TemporaryFolder()).output
    try #require(text.contains(right))
    let document = try #require(Self.documents.first { $0.path == path })
    let errors = try await SchemaChecker().errors(
      in: [text.replacing(right, with: wrong)], under: .file(document.schema), document.draft)
    #expect(errors.first?.isEmpty == false)
  }

  @Test func `Every schema of a type is a good one, and its example is as it says`() async throws {
    let checker = try SchemaChecker()
    try await JunctorProcess.run(.clients) { junctor in
      let list = try JSONDocument(parsing: try await junctor.get("/schemas").body)
      let paths = list.root["schemas"]?.elements.compactMap { $0["schema"]?.string } ?? []
      #expect(paths.count == Catalogue.ofProgram.types.count)
      for path in paths {
        let text = try await junctor.get(path).body
        #expect(try await checker.errors(inSchema: text, .of2020) == [], "\(path)")
        let example = try #require(try JSONDocument(parsing: text).root[["examples", "0"]])
        let documents = [String(decoding: example.text, as: UTF8.self), #"{"agent_id":7,"alert_id":7,"id":7}"#, "[]"]
        let errors = try await checker.errors(in: documents, under: .text(text), .of2020)
        #expect(errors[0] == [] && !errors[2].isEmpty, "\(path)")
      }
    }
  }

  @Test func `Every example of a document is as its schema says`() async throws {
    let checker = try SchemaChecker()
    let folder = try TemporaryFolder()
    let asyncAPI = try await Junctor.result(["protocol"], in: folder).output
    let messages = try JSONDocument(parsing: asyncAPI).root[["components", "messages"]]
    var count = 0
    for message in try #require(messages).members {
      let schema = try #require(message.value[["payload", "$ref"]]?.string)
      let examples = message.value["examples"]?.elements.compactMap { $0["payload"] } ?? []
      let texts = examples.map { String(decoding: $0.text, as: UTF8.self) }
      let errors = try await checker.errors(in: texts, under: .text(asyncAPI), at: schema, .seven)
      #expect(errors == texts.map { _ in [] }, "\(message.name)")
      count += texts.count
    }
    #expect(count >= messages?.count ?? .max)
  }

  /// OpenAPI's own schema leaves the schemas inside of a document to JSON Schema.
  @Test func `Every schema of the HTTP API is a good one, and examples are as it says`() async throws {
    let checker = try SchemaChecker()
    let text = try await Junctor.result(["protocol", "--format", "openapi"], in: try TemporaryFolder()).output
    let document = try JSONDocument(parsing: text).root
    for schema in try #require(document[["components", "schemas"]]).members {
      let errors = try await checker.errors(inSchema: String(decoding: schema.value.text, as: UTF8.self), .of2020)
      #expect(errors == [], "\(schema.name)")
    }
    var count = 0
    for path in try #require(document["paths"]).members {
      for operation in path.value.members {
        let body = operation.value[["requestBody", "content"]]?.members.map(\.value) ?? []
        let answers = operation.value["responses"]?.members.flatMap { $0.value["content"]?.members.map(\.value) ?? [] }
        for content in body + (answers ?? []) {
          guard let schema = content["schema"], let examples = content["examples"] else { continue }
          let texts = examples.members.compactMap { $0.value["value"] }.map { String(decoding: $0.text, as: UTF8.self) }
          // With its own components, the schema is a document of its own.
          let components = String(decoding: try #require(document["components"]).text, as: UTF8.self)
          let whole = #"{"allOf":[\#(String(decoding: schema.text, as: UTF8.self))],"components":\#(components)}"#
          let errors = try await checker.errors(in: texts + ["7"], under: .text(whole), .of2020)
          #expect(errors.dropLast() == texts.map { _ in [] }[...] && errors.last != [], "\(path.name): \(errors)")
          count += texts.count
        }
      }
    }
    #expect(count >= 4)
  }
}
