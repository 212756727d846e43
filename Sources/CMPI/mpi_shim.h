// MPI's constants are macros with casts, which Swift does not see; and each implementation has its own
// types. Here are the calls that are used, in plain C types: 0 is success.
#ifndef GANREPL_MPI_H
#define GANREPL_MPI_H

#include <mpi.h>
#include <stddef.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

static inline int ranksJoin(void) {
  int provided;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  if (code == MPI_SUCCESS) MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL);
  return code;
}

static inline int ranksNumber(void) {
  int number = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &number);
  return number;
}

static inline int ranksCount(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

// How many of them are on this machine.
static inline int ranksHere(void) {
  MPI_Comm here;
  int count = 1;
  if (MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here) !=
      MPI_SUCCESS)
    return 1;
  MPI_Comm_size(here, &count);
  MPI_Comm_free(&here);
  return count;
}

// The cores that this process may run on, a bit each, in at most `size` bytes, which are 0 before.
static inline void ranksBinding(unsigned char *bits, size_t size) {
#if defined(__linux__)
  syscall(SYS_sched_getaffinity, 0, size, bits);
#else
  (void)bits, (void)size;
#endif
}

// A barrier that is asked for, not waited in: the caller sleeps between two questions. The first question
// begins it; 1 when it is over, and the next question begins another.
static inline int ranksHaveMet(void) {
  static MPI_Request request;
  static int isBegun = 0;
  if (!isBegun) MPI_Ibarrier(MPI_COMM_WORLD, &request);
  int isOver = 0;
  MPI_Test(&request, &isOver, MPI_STATUS_IGNORE);
  isBegun = !isOver;
  return isOver;
}

// The same number of bytes from each, in the order of ranks.
static inline int ranksGather(const void *bytes, int count, void *all) {
  return MPI_Allgather(bytes, count, MPI_BYTE, all, count, MPI_BYTE, MPI_COMM_WORLD);
}

// A slice of `count` floats to each rank, and from each its slice for this one.
static inline int ranksExchange(const float *from, float *to, int count) {
  return MPI_Alltoall(from, count, MPI_FLOAT, to, count, MPI_FLOAT, MPI_COMM_WORLD);
}

static inline int ranksGatherFloats(const float *slice, int count, float *all) {
  return MPI_Allgather(slice, count, MPI_FLOAT, all, count, MPI_FLOAT, MPI_COMM_WORLD);
}

static inline void ranksAbort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }
static inline void ranksLeave(void) { MPI_Finalize(); }

#endif
