/// What other schemas have to say about the same value; by their place.
struct CombinedRules: Sendable {
  var all: [Int] = []
  var any: [Int] = []
  var one: [Int] = []
  var not: Int?
  var condition: Int?
  var then: Int?
  var otherwise: Int?
}
