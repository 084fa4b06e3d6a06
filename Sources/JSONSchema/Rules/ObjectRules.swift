/// What an object has to be. Schemas by their place.
struct ObjectRules: Sendable {
  /// By the key's UTF-8: Swift's strings would also equal other normalization forms.
  var properties: [[UInt8]: Int] = [:]
  var required: [String] = []
  /// Of members that `properties` does not name.
  var additional: Int?
  var names: Int?
  var minProperties: Int?
  var maxProperties: Int?
  var dependentRequired: [(name: String, others: [String])] = []
  var dependentSchemas: [(name: String, schema: Int)] = []
}
