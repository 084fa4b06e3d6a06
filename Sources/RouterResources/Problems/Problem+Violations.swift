import RouterCore

extension Problem {
  /// 422: members of a body are wrong.
  /// - Parameter violations: at least one; their pointers go from the body's root.
  package init(_ violations: [PayloadViolation], detail: String = "the body is not as it should be; see errors") {
    self.init(
      status: .unprocessableContent, detail: detail,
      errors: violations.map { violation in
        Detail(place: .body(pointer: violation.pointer), detail: violation.problemText)
      })
  }

  /// 422: one member is wrong.
  package static func invalid(_ pointer: String, _ detail: String) -> Problem {
    Problem(
      status: .unprocessableContent, detail: "the body is not as it should be; see errors",
      errors: [.init(place: .body(pointer: pointer), detail: detail)])
  }
}

extension PayloadViolation {
  fileprivate var problemText: String {
    if isMissing { return "is required: expected \(expected)" }
    return expected == Self.noSuchMember ? "unknown" : "expected \(expected), found \(found)"
  }
}
