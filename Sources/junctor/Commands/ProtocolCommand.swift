import ArgumentParser
import Foundation
import RouterGateway

struct ProtocolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol", abstract: "Print what goes over the wire, made from the declarations.",
    discussion: """
      Without a page: the AsyncAPI or OpenAPI document of a router with the default config. With a page: that page, its \
      blocks between '<!-- generated: NAME -->' and '<!-- end -->' made anew.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case asyncAPI = "asyncapi"
    case openAPI = "openapi"
  }

  @Option(help: "Which document to print.")
  var format = Format.asyncAPI

  @Option(help: "The page to fill, such as Docs/Protocol.md; it is not written to.")
  var fill: String?

  func run() async throws {
    let description = try await GatewayDescription.standard()
    guard let fill else {
      return print((format == .asyncAPI ? description.asyncAPI : description.openAPI).rendered, terminator: "")
    }
    let page: String
    do {
      page = try String(contentsOfFile: fill, encoding: .utf8)
    } catch {
      throw ValidationError("\(fill) cannot be read")
    }
    do {
      print(try ProtocolPage(text: page).filled(from: description), terminator: "")
    } catch {
      throw ValidationError("\(fill): \(error)")
    }
  }
}
