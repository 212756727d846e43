/// A dictionary that is cheap to copy: a changed copy shares everything unchanged with the
/// original. So the session before every statement of a long script can be kept.
///
/// A treap with path copying (Seidel and Aragon 1996). Complexity: O(log count) to look up and to
/// change.
package struct PersistentMap<Key: Hashable & Comparable & Sendable, Value: Sendable>: Sendable {
  private var root: Node?

  /// An empty dictionary.
  package init() {}

  private final class Node: Sendable {
    let key: Key
    let value: Value
    /// Higher than that of all nodes below; pseudorandom, so that the tree stays shallow.
    let priority: Int
    let left: Node?
    let right: Node?

    init(_ key: Key, _ value: Value, _ priority: Int, _ left: Node?, _ right: Node?) {
      self.key = key
      self.value = value
      self.priority = priority
      self.left = left
      self.right = right
    }

    func with(left: Node?, right: Node?) -> Node { Node(key, value, priority, left, right) }
  }

  /// The value of a key; `nil` takes it out.
  package subscript(key: Key) -> Value? {
    get {
      var node = root
      while let found = node {
        if key == found.key { return found.value }
        node = key < found.key ? found.left : found.right
      }
      return nil
    }
    set {
      let (below, above) = PersistentMap.split(root, at: key)
      let new = newValue.map { Node(key, $0, key.hashValue, nil, nil) }
      root = PersistentMap.joined(PersistentMap.joined(below, new), above)
    }
  }

  /// All values in the order of their keys. Complexity: O(count).
  package var values: [Value] {
    var values: [Value] = []
    var path: [Node] = []
    var node = root
    while node != nil || !path.isEmpty {
      while let found = node {
        path.append(found)
        node = found.left
      }
      let found = path.removeLast()
      values.append(found.value)
      node = found.right
    }
    return values
  }

  /// What has lower keys, and what has higher ones.
  private static func split(_ node: Node?, at key: Key) -> (below: Node?, above: Node?) {
    guard let node else { return (nil, nil) }
    if node.key == key { return (node.left, node.right) }
    if node.key < key {
      let (below, above) = split(node.right, at: key)
      return (node.with(left: node.left, right: below), above)
    }
    let (below, above) = split(node.left, at: key)
    return (below, node.with(left: above, right: node.right))
  }

  /// Two trees as one; all keys of the first are lower.
  private static func joined(_ a: Node?, _ b: Node?) -> Node? {
    guard let a else { return b }
    guard let b else { return a }
    return a.priority > b.priority
      ? a.with(left: a.left, right: joined(a.right, b))
      : b.with(left: joined(a, b.left), right: b.right)
  }
}
