/// Something that answers what clients ask of a named target (legacy API, QUERY and COMMAND). A source that conforms to it is
/// found by the engine.
package protocol RequestHandler: Sendable {
  /// What it answers. Asked once, when the engine is built.
  var requests: [RequestRoute] { get }

  /// Answers a request: the answer's payload. The events that it causes go into the log like any others.
  ///
  /// Called from many tasks at once. One that is cancelled (nobody waits any more) should return soon.
  func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument
}
