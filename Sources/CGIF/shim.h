#ifndef GANREPL_GIF_H
#define GANREPL_GIF_H

#include <gif_lib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Bytes being written; the buffer is the caller's to free.
typedef struct GIFWriting {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} GIFWriting;

static inline int gifWriteBytes(GifFileType *gif, const GifByteType *from, int count) {
  GIFWriting *writing = (GIFWriting *)gif->UserData;
  if (count <= 0) return 0;
  if ((size_t)count > writing->capacity - writing->count) {
    size_t wanted = 2 * writing->capacity + (size_t)count + 4096;
    uint8_t *larger = (uint8_t *)realloc(writing->bytes, wanted);
    if (!larger) return 0;
    writing->bytes = larger;
    writing->capacity = wanted;
  }
  memcpy(writing->bytes + writing->count, from, (size_t)count);
  writing->count += (size_t)count;
  return count;
}

/// Begins to write; the writing must stay where it is until the file is closed.
static inline GifFileType *gifOpenWriting(GIFWriting *writing, int *error) {
  return EGifOpen(writing, gifWriteBytes, error);
}

#endif
