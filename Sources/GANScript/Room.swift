// The room is laid; its first tenant follows.
