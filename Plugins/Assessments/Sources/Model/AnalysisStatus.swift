/// What has become of an assessment's analysis.
enum AnalysisStatus: String, Sendable, CaseIterable {
  /// Nobody has asked for one, or the fields have changed since.
  case none
  /// It is to be made, and will be, also after a restart.
  case pending
  case done
  /// It was tried as often as the config says.
  case failed
}
