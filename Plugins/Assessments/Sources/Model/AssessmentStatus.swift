/// How far an assessment is: `pending` until it has fields, `in_progress` until it is submitted, then `completed` for good.
enum AssessmentStatus: String, Sendable, CaseIterable {
  case pending
  case inProgress = "in_progress"
  case completed
}
