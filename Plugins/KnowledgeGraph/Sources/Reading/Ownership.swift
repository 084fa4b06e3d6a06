import RouterResources

extension ResourceRequest.Caller {
  /// The token of one agent changes only what it has made itself.
  /// - Throws: 403.
  func checkMayChange(_ kind: String, _ id: String, madeBy: String) throws(Problem) {
    guard agent != nil, madeBy != subject else { return }
    throw Problem(
      status: .forbidden, detail: "the token is an agent's, and the \(kind) '\(id)' was made by somebody else")
  }
}
