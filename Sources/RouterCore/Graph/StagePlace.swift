/// A stage of a graph, by index. In the order of the file.
struct StagePlace: Sendable, Hashable, Comparable {
  let pipeline: Int
  let position: Int

  static func < (left: Self, right: Self) -> Bool {
    (left.pipeline, left.position) < (right.pipeline, right.position)
  }
}
