import Foundation

/// TypeScript of the legacy document and the JavaScript that is made of it.
struct PrintedCode: Sendable {
  let name: String
  /// Text of the TypeScript; what stands between ⟦ and ⟧ is a type, and left out.
  let types: [String]

  static let all = [
    PrintedCode(
      name: "agent_api",
      types: [
        "class AgentAPI {\n⟦  private ws: WebSocket;\n⟧",
        "⟦  private messageHandlers: Map<string, (response: any) => void>;\n⟧",
        "  ⟦private ⟧setupEventHandlers() {",
        "sendMessage(type⟦: string⟧, target⟦: string⟧, action⟦: string⟧, data⟦: any⟧)⟦: Promise<any>⟧ {",
      ]),
    PrintedCode(name: "reconnection_strategy", types: []),
    PrintedCode(
      name: "subscription_management", types: ["new Set⟦<string>⟧()", "function subscribe(eventType⟦: string⟧) {"]),
  ]

  /// The only things that count as a type: a field, a modifier, an annotation, arguments of a generic type.
  private static var typeForms: Regex<(Substring, Substring?)> {
    #/\ {2}private [a-zA-Z]+: [^;\n]+;\n|private |: [A-Za-z]+(<[a-z]+>)?|<[a-z]+>/#
  }

  private func text(_ suffix: String) throws -> String {
    try Installation.text("Tests/EndToEndTests/Clients/legacy_document/\(name).\(suffix)")
  }

  var javaScript: String { get throws { try text("js") } }

  /// What is printed, without its types.
  var stripped: String {
    get throws { try types.reduce(try text("ts")) { code, place in try Self.strip(place, of: code) } }
  }

  private static func strip(_ place: String, of code: String) throws -> String {
    let marked = place.matches(of: /⟦([^⟧]*)⟧/)
    guard !marked.isEmpty, marked.allSatisfy({ $0.1.wholeMatch(of: typeForms) != nil }) else {
      throw Unexpected(place, instead: "nothing but types between ⟦ and ⟧")
    }
    let printed = place.replacing(/[⟦⟧]/, with: "")
    guard code.ranges(of: printed).count == 1 else { throw Unexpected(code, instead: "'\(printed)' in it, once") }
    return code.replacing(printed, with: place.replacing(/⟦[^⟧]*⟧/, with: ""))
  }
}
