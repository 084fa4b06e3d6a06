/// What an assessment is for (legacy API).
enum AssessmentType: String, Sendable, CaseIterable {
  case initial
  case followup
  case discharge
}
