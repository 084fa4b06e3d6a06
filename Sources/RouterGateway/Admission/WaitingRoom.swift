import DequeModule

/// The connections of one loop that have not sent their first request. When there are too many, the one that has waited longest goes:
/// who means it is through at once, so it is not those who are pushed out by a crowd that only waits.
final class WaitingRoom {
  struct Place {
    fileprivate let number: Int
  }

  private let bound: Int
  /// By number, from `first` on; nil for those who have left.
  private var waiting: Deque<FirstRequest?> = []
  private var first = 0
  private(set) var count = 0

  init(bound: Int) { self.bound = max(1, bound) }

  /// - Returns: the place, to leave it with, and who has to go for it.
  func enter(_ request: FirstRequest) -> (Place, FirstRequest?) {
    waiting.append(request)
    count += 1
    let place = Place(number: first + waiting.count - 1)
    return (place, count > bound ? waiting.first ?? nil : nil)
  }

  func leave(_ place: Place) {
    let index = place.number - first
    guard waiting.indices.contains(index), waiting[index] != nil else { return }
    waiting[index] = nil
    count -= 1
    while let oldest = waiting.first, oldest === nil {
      waiting.removeFirst()
      first += 1
    }
  }
}
