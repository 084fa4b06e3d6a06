/// What a handler answers: an action of a target.
package struct RequestRoute: Sendable, Hashable {
  /// Such as `analysis-agent`; clients may write it with underscores.
  package let target: String
  /// Such as `GET_ASSESSMENT`; nil for whatever nobody else answers for this target.
  package let action: String?
  /// What a client needs for it.
  package let access: RequestAccess?

  /// - Parameter access: what the action's name says, if left out.
  package init(target: String, action: String?, access: RequestAccess? = nil) {
    self.target = target
    self.action = action
    self.access = access
  }
}
