/// What an array has to be. Schemas by their place.
struct ArrayRules: Sendable {
  var prefix: [Int] = []
  /// Of those behind the prefix.
  var items: Int?
  var contains: Int?
  /// Without the word: one.
  var minContains: Int?
  var maxContains: Int?
  var minItems: Int?
  var maxItems: Int?
  var isUnique = false
}
