/// Why a question about an event has no answer.
struct ExplainError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
