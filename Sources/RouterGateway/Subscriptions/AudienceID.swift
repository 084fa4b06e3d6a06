/// Numbers the audiences of one shard from 0; a number that has become free is given again.
struct AudienceID: Hashable {
  let index: Int32

  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  var position: Int { Int(index) }
}
