import RouterCore

/// Holds what a server says against the declarations, for tests: theirs is every frame that a client gets.
package struct MessageCheck: Sendable {
  /// By the frame's type: the answer to `get_status` has that of an event.
  private let declarations: [String: [MessageDeclaration]]

  package init(_ messages: V1Messages) {
    declarations = Dictionary(grouping: messages.events + messages.server, by: \.type)
  }

  /// What is wrong with a frame from the server; empty if it is as declared.
  package func violations(in frame: JSONNode) -> [PayloadViolation] {
    let found = frame["type"]?.string.flatMap { declarations[$0] }?.map { $0.shape.violations(in: frame) }
    let none = PayloadViolation(pointer: "/type", expected: "the type of a declared message", found: "another one")
    return found?.min { $0.count < $1.count } ?? [none]
  }
}
