"""
Reads and writes the checkpoints of microgpt.

A checkpoint is a safetensors file. Its metadata has an entry `checkpoint`, the JSON of everything that is not a tensor:
the config of the model, the settings and the progress of the run, random streams, the tokenizer. In that JSON,
`{"$tensor": name}` and `{"$array": name}` stand for tensors of the file. The last tensor holds CRC-32 checksums of the
JSON and of all other tensors, in the order of the file.

    https://github.com/huggingface/safetensors#format
"""

import ctypes
import json
import os
import zlib
from pathlib import Path

import torch

DTYPES = {
    'F64': torch.float64,
    'F32': torch.float32,
    'I64': torch.int64,
    'I32': torch.int32,
    'I16': torch.int16,
    'I8': torch.int8,
    'U8': torch.uint8,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


class Checkpoint:
    """The JSON of a checkpoint, and its tensors by name; change both, and save them."""

    def __init__(self, json, tensors):
        self.json, self.tensors = json, tensors

    @classmethod
    def read(cls, path):
        if not os.path.exists(path):
            raise SystemExit(f'there is no file {path}; copy a checkpoint there, under this name')
        with open(path, 'rb') as file:
            header = header_of(file, path)
            metadata = header.pop('__metadata__', {})
            if (metadata.get('format'), metadata.get('version')) != ('microgpt', '1'):
                raise SystemExit(f'{path} is not a checkpoint of version 1 of microgpt; `microgpt info` says more')
            text = metadata['checkpoint']
            tensors = {}
            sums, saved = [zlib.crc32(text.encode())], None
            for name, entry in sorted(header.items(), key=lambda item: item[1]['data_offsets']):
                start, end = entry['data_offsets']
                data = bytearray(end - start)
                file.readinto(data)
                if name == 'checksums':
                    saved = [int.from_bytes(data[i : i + 4], 'little') for i in range(0, len(data), 4)]
                    continue
                sums.append(zlib.crc32(data, head_sum(name, entry)))
                # frombuffer refuses an empty buffer
                flat = torch.frombuffer(data, dtype=DTYPES[entry['dtype']]) if data else torch.empty(0)
                tensors[name] = flat.to(DTYPES[entry['dtype']]).view(entry['shape'])
        if sums != saved:
            raise SystemExit(f'{path} is damaged: a checksum differs; use another checkpoint')
        return cls(json.loads(text), tensors)

    def array(self, reference):
        """The tensor that the JSON refers to."""
        return self.tensors[reference.get('$tensor') or reference['$array']]

    def save(self, path):
        """Replaces a file at once: whatever happens, it is the old one or the new one, never a part."""
        text = json.dumps(self.json, separators=(',', ':'), allow_nan=False)
        # The widest numbers first, so that all are aligned; the checksums last.
        tensors = sorted(self.tensors.items(), key=lambda item: -item[1].element_size())
        header = {'__metadata__': {'format': 'microgpt', 'version': '1', 'checkpoint': text}}
        size = 0
        for name, tensor in tensors:
            header[name], size = entry_of(tensor, size)
        header['checksums'], size = entry_of(torch.empty(4 * (len(tensors) + 1), dtype=torch.uint8), size)
        head = json.dumps(header, separators=(',', ':')).encode()
        head += b' ' * (-len(head) % 8)

        try:
            with open(f'{path}.new', 'wb') as file:
                file.write(len(head).to_bytes(8, 'little') + head)
                sums = [zlib.crc32(text.encode())]
                for name, tensor in tensors:
                    data = tensor.detach().cpu().contiguous()  # holds the bytes until they are written
                    sums.append(zlib.crc32(bytes_of(data), head_sum(name, header[name])))
                    file.write(bytes_of(data))
                file.write(b''.join(value.to_bytes(4, 'little') for value in sums))
                file.flush()
                os.fsync(file.fileno())
            os.replace(f'{path}.new', path)
        finally:
            Path(f'{path}.new').unlink(missing_ok=True)  # it is there if anything failed


def header_of(file, path):
    """The JSON at the beginning of a safetensors file."""
    try:
        return json.loads(file.read(int.from_bytes(file.read(8), 'little')))
    except ValueError:
        raise SystemExit(f'{path} is no checkpoint, or is damaged; use another one')


def entry_of(tensor, start):
    """The entry of a tensor in the header, and the place after its last byte."""
    end = start + tensor.numel() * tensor.element_size()
    return {'dtype': NAMES[tensor.dtype], 'shape': list(tensor.shape), 'data_offsets': [start, end]}, end


def head_sum(name, entry):
    """The checksum of what comes before the numbers of a tensor: its name, dtype and shape."""
    return zlib.crc32(f'{name} {entry["dtype"]} ({",".join(map(str, entry["shape"]))})'.encode())


def bytes_of(tensor):
    """The memory of a tensor, which must be on the CPU and contiguous, without a copy."""
    size = tensor.numel() * tensor.element_size()
    return (ctypes.c_ubyte * size).from_address(tensor.data_ptr()) if size else b''
