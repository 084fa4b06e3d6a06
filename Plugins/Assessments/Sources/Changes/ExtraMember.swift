import ConfigSchema

/// What events about assessments may say besides the documented members.
enum ExtraMember: String, ConfigChoice {
  case clientID = "client_id"
  case type
}
