/// Looks for a cycle among pipelines that read each other.
package enum GraphCycle {
  /// The members of one cycle in order, or nil. Iterative, since configs may be large.
  package static func find(in downstream: [[Int]]) -> [Int]? {
    enum Colour { case unseen, onPath, done }
    var colours = Array(repeating: Colour.unseen, count: downstream.count)
    for start in downstream.indices where colours[start] == .unseen {
      var path: [(node: Int, nextEdge: Int)] = [(start, 0)]
      colours[start] = .onPath
      while let (node, edge) = path.last {
        guard edge < downstream[node].count else {
          colours[node] = .done
          path.removeLast()
          continue
        }
        path[path.count - 1].nextEdge += 1
        let target = downstream[node][edge]
        switch colours[target] {
        case .done: continue
        case .onPath: return path.map(\.node).drop { $0 != target }.map { $0 }
        case .unseen:
          colours[target] = .onPath
          path.append((target, 0))
        }
      }
    }
    return nil
  }
}
