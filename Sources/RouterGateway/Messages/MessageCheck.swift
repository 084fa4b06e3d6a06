import RouterCore

/// Holds what a server says against the declarations, for tests: theirs is every frame that a client gets.
package struct MessageCheck: Sendable {
  /// By the frame's type: the answer to `get_status` has that of an event, and legacy events all have one.
  private let declarations: [String: [MessageDeclaration]]

  package init(_ messages: V1Messages) { self.init(messages.events + messages.server) }

  package init(_ messages: LegacyMessages) { self.init(messages.events + messages.server) }

  private init(_ messages: [MessageDeclaration]) {
    declarations = Dictionary(grouping: messages, by: \.type)
  }

  /// What is wrong with a frame from the server; empty if it is as declared.
  package func violations(in frame: JSONNode) -> [PayloadViolation] {
    let found = frame["type"]?.string.flatMap { declarations[$0] }?.map { $0.shape.violations(in: frame) }
    let none = PayloadViolation(pointer: "/type", expected: "the type of a declared message", found: "another one")
    return found?.min { $0.count < $1.count } ?? [none]
  }
}
