package io.alexnet.train.faulty;

import io.alexnet.train.faulty.FaultyDisk.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** An open file or directory of a {@link FaultyDisk}. Forcing it is noted and not done. */
final class FaultyChannel extends FileChannel {
  private final FaultyDisk disk;
  private final Path path;
  private final FileChannel real;

  FaultyChannel(FaultyDisk disk, Path path, FileChannel real) {
    this.disk = disk;
    this.path = path;
    this.real = real;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    disk.before(Kind.WRITE, path);
    int taken = disk.take(source.remaining());
    disk.unforced().wrote(path);
    int written = real.write(source.slice(source.position(), taken));
    source.position(source.position() + written);
    return written;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      written += write(sources[i]);
    }
    return written;
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    disk.before(Kind.WRITE, path);
    disk.unforced().wrote(path);
    return real.write(source, position);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disk.before(Kind.WRITE, path);
    disk.unforced().wrote(path);
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disk.before(Kind.FORCE, path);
    disk.unforced().forced(path);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    disk.requireAlive();
    return real.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    disk.requireAlive();
    return real.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    disk.requireAlive();
    return real.read(target, position);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    real.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    disk.requireAlive();
    if (mode != MapMode.READ_ONLY) {
      throw new UnsupportedOperationException("writing by a map");
    }
    return real.map(mode, position, size);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
