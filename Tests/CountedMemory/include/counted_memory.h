// Counts what a thread asks the system's allocator for.
#ifndef COUNTED_MEMORY_H
#define COUNTED_MEMORY_H

// How often the calling thread has asked for memory since it began; -1 where it cannot be counted.
long allocationsOfThisThread(void);

/// How many bytes this thread has asked for, those given back too; -1 where they are not counted.
long allocatedBytesOfThisThread(void);

#endif
