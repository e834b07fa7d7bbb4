"""The AVE network (Swin-V2 and HTS-AT with DG-SCT adapters) in eager PyTorch: the comparison of `npm run bench`.

It reads a case that the bench wrote (safetensors: sizes, weights, inputs) and answers one JSON line for every line on stdin:
`train` (a whole step: forward, backward, Adam) or `infer`. Only torch is needed.
"""
import argparse
import json
import math
import resource
import struct
import sys
import time

import torch
import torch.nn.functional as F


def read_case(path):
    """A safetensors file as ({name: tensor}, metadata)."""
    with open(path, 'rb') as file:
        header = json.loads(file.read(struct.unpack('<Q', file.read(8))[0]))
        data = bytearray(file.read())
    types = {'F32': torch.float32, 'I32': torch.int32}
    tensors = {}
    for name, entry in header.items():
        if name == '__metadata__':
            continue
        start, end = entry['data_offsets']
        tensors[name] = torch.frombuffer(data, dtype=types[entry['dtype']], count=(end - start) // 4, offset=start).reshape(entry['shape']).clone()
    return tensors, header['__metadata__']


class Weights:
    """Tensors by the path of their scope."""

    def __init__(self, tensors, path=''):
        self.tensors, self.path = tensors, path

    def __getitem__(self, name):
        return self.tensors[self.path + name]

    def at(self, *names):
        return Weights(self.tensors, self.path + ''.join(f'{name}.' for name in names))


def linear(w, x):
    return F.linear(x, w['weight'], w.tensors.get(w.path + 'bias'))


def layer_norm(w, x):
    return F.layer_norm(x, x.shape[-1:], w['weight'], w['bias'])


# Encoders: timm 0.6.12 names for Swin-V2, the published names for HTS-AT.

def windows(x, side, size):
    n, _, c = x.shape
    return x.view(n, side // size, size, side // size, size, c).transpose(2, 3).reshape(-1, size * size, c)


def from_windows(x, side, size):
    c = x.shape[-1]
    return x.view(-1, side // size, side // size, size, size, c).transpose(2, 3).reshape(-1, side * side, c)


def rolled(x, side, shift):
    n, _, c = x.shape
    return torch.roll(x.view(n, side, side, c), (shift, shift), (1, 2)).view(n, side * side, c)


def attention_mask(side, size, shift):
    if shift == 0:
        return None
    labels = torch.zeros(side, side)
    cuts = (slice(0, side - size), slice(side - size, side - shift), slice(side - shift, side))
    for i, rows in enumerate(cuts):
        for j, columns in enumerate(cuts):
            labels[rows, columns] = 3 * i + j
    label = windows(labels.view(1, side * side, 1), side, size).view(-1, size * size)
    return torch.where(label[:, None, :] == label[:, :, None], 0.0, -100.0)[:, None]


def offset_index(size):
    grid = torch.stack(torch.meshgrid(torch.arange(size), torch.arange(size), indexing='ij')).flatten(1)
    rows, columns = grid[:, :, None] - grid[:, None, :] + size - 1
    return rows * (2 * size - 1) + columns


def offset_coordinates(size):
    steps = torch.arange(1 - size, size, dtype=torch.float64) / (size - 1) * 8
    spaced = torch.sign(steps) * torch.log2(steps.abs() + 1) / 3
    return torch.stack(torch.meshgrid(spaced, spaced, indexing='ij'), -1).reshape(-1, 2).float()


def attend(q, k, v, bias, mask):
    scores = q @ k.transpose(-2, -1) + bias
    if mask is not None:
        rows, heads, cells, _ = scores.shape
        scores = (scores.view(-1, mask.shape[0], heads, cells, cells) + mask).view(rows, heads, cells, cells)
    return (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)


class Stage:
    """What the blocks of one stage share."""

    def __init__(self, side, width, heads, window):
        self.side, self.width, self.heads = side, width, heads
        self.size = min(side, window)
        self.shift = 0 if side <= window else window // 2
        self.mask = attention_mask(side, self.size, self.shift)
        self.index, self.coordinates = offset_index(self.size), offset_coordinates(self.size)

    def attention(self, block, x, cosine, w):
        shift = self.shift if block % 2 else 0
        x = windows(rolled(x, self.side, -shift) if shift else x, self.side, self.size)
        bias = torch.cat([w['q_bias'], torch.zeros_like(w['q_bias']), w['v_bias']]) if cosine else w['qkv.bias']
        q, k, v = F.linear(x, w['qkv.weight'], bias).view(*x.shape[:2], 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if cosine:
            q, k = F.normalize(q, dim=-1) * w['logit_scale'].clamp(max=math.log(100)).exp(), F.normalize(k, dim=-1)
            table = 16 * torch.sigmoid(linear(w.at('cpb_mlp', 2), F.relu(linear(w.at('cpb_mlp', 0), self.coordinates))))
        else:
            q, table = q * (self.width // self.heads) ** -0.5, w['relative_position_bias_table']
        mixed = attend(q, k, v, table.t()[:, self.index], self.mask if shift else None)
        mixed = from_windows(linear(w.at('proj'), mixed), self.side, self.size)
        return rolled(mixed, self.side, shift) if shift else mixed


def feed_forward(w, x):
    return linear(w.at('fc2'), F.gelu(linear(w.at('fc1'), x)))


def neighbours(x, side):
    n, _, c = x.shape
    x = x.view(n, side, side, c)
    return torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1).view(n, -1, 4 * c)


def patch_embedding(w, x, patch):
    return layer_norm(w.at('norm'), F.conv2d(x, w['proj.weight'], w['proj.bias'], stride=patch).flatten(2).transpose(1, 2))


def sound_image(w, wave, audio, tables):
    """Waveform [N, samples] to the folded log-mel picture [N, 1, size, size]."""
    fft, hop, size = audio['fftSize'], audio['hopSize'], audio['specSize']
    frames = F.pad(wave[:, None], (fft // 2, fft // 2), mode='reflect')[:, 0].unfold(1, fft, hop)
    power = (frames @ tables['real']) ** 2 + (frames @ tables['imaginary']) ** 2
    mel = 10 * torch.log10((power @ tables['mel']).clamp(min=1e-10))
    mel = (mel - w['bn0.running_mean']) / torch.sqrt(w['bn0.running_var'] + 1e-5) * w['bn0.weight'] + w['bn0.bias']
    ratio = size // audio['melBins']
    picture = F.interpolate(mel[:, None], (size * ratio, size // ratio), mode='bicubic', align_corners=True)
    return picture.view(-1, ratio, size, size // ratio).transpose(2, 3).reshape(-1, 1, size, size)


# DG-SCT: paper equations 1 to 4, 6.

def grouped(w, x, groups):
    weights = w['weight'].flatten(1).chunk(groups)
    return torch.cat([F.linear(part, weight) for part, weight in zip(x.chunk(groups, -1), weights)], -1)


def batch_norm(w, x, training):
    rows = x.reshape(-1, x.shape[-1])
    return F.batch_norm(rows, w['running_mean'], w['running_var'], w['weight'], w['bias'], training).view(x.shape)


def adapter(w, x, prompt, s, training):
    mixing = w.at('conv_adapter')
    p = linear(w.at('fc'), mixing['weight'].flatten(1) @ prompt + mixing['bias'][:, None])
    t = w['my_tokens']
    r = t + (t @ p.transpose(1, 2)).softmax(-1) @ p
    x1 = x + w['gate_av'] * ((x @ r.transpose(1, 2)).softmax(-1) @ r)
    a = p.mean(1, keepdim=True)
    q = F.relu(linear(w.at('fc_affine_audio_1'), a)) * F.relu(linear(w.at('fc_affine_video_1'), x1)).mean(1, keepdim=True)
    c = torch.sigmoid(linear(w.at('fc_affine_v_c_att'), F.relu(linear(w.at('fc_affine_bottleneck'), q))))
    stream = F.relu(linear(w.at('fc_affine_video_2'), x1 * (c + 1)))
    scores = linear(w.at('fc_affine_v_s_att'), stream * F.relu(linear(w.at('fc_affine_audio_2'), a)))
    x2 = x1 * (s['alpha'] * c + s['beta'] * torch.sigmoid(scores) + 1 - s['alpha'])
    z = F.relu(batch_norm(w.at('bn1'), grouped(w.at('down_sampler'), layer_norm(w.at('ln_before'), x2), s['groups']), training))
    o = layer_norm(w.at('ln_post'), batch_norm(w.at('bn2'), grouped(w.at('up_sampler'), z, s['groups']), training))
    return w['gate'] * o, torch.tanh(scores).transpose(1, 2).softmax(-1)


class Encoders:
    def __init__(self, settings):
        self.settings = settings
        image, audio = settings['image'], settings['audio']
        sides = image['imageSize'][0] // image['patchSize'], audio['specSize'] // audio['patchSize']
        self.visual, self.sound = ([Stage(side >> k, c['embedDim'] << k, c['heads'][k], c['windowSize']) for k in range(len(c['depths']))] for c, side in zip((image, audio), sides))

    def __call__(self, weights, image, wave, tables, training):
        s, swin, htsat = self.settings, weights.at('swin'), weights.at('htsat')
        f_v = patch_embedding(swin.at('patch_embed'), image, s['image']['patchSize'])
        f_a = patch_embedding(htsat.at('patch_embed'), sound_image(htsat, wave.repeat(1, s['soundRepeats']), s['audio'], tables), s['audio']['patchSize'])
        k = 0
        for i, (visual, sound) in enumerate(zip(self.visual, self.sound)):
            depth_v, depth_a = s['image']['depths'][i], s['audio']['depths'][i]
            for j in range(depth_v):
                w = swin.at('layers', i, 'blocks', j)
                attended = layer_norm(w.at('norm1'), visual.attention(j, f_v, True, w.at('attn')))
                if (j + 1) % (depth_v // depth_a):
                    f_v = f_v + attended
                    f_v = f_v + layer_norm(w.at('norm2'), feed_forward(w.at('mlp'), f_v))
                    continue
                b = (j + 1) * depth_a // depth_v - 1
                to_audio, to_vision, _, _ = self.adapt(weights, 'p1', k, f_v, f_a, training)
                f_v = f_v + attended + to_vision
                u = htsat.at('layers', i, 'blocks', b)
                f_a = f_a + sound.attention(b, layer_norm(u.at('norm1'), f_a), False, u.at('attn'))
                f_a = f_a + feed_forward(u.at('mlp'), layer_norm(u.at('norm2'), f_a)) + to_audio
                to_audio, to_vision, audio_map, visual_map = self.adapt(weights, 'p2', k, f_v, f_a, training)
                f_v = f_v + layer_norm(w.at('norm2'), feed_forward(w.at('mlp'), f_v)) + to_vision
                f_a = f_a + to_audio
                k += 1
            if i + 1 < len(self.visual):
                w, u = swin.at('layers', i, 'downsample'), htsat.at('layers', i, 'downsample')
                f_v = layer_norm(w.at('norm'), linear(w.at('reduction'), neighbours(f_v, visual.side)))
                f_a = linear(u.at('reduction'), layer_norm(u.at('norm'), neighbours(f_a, sound.side)))
        return visual_map @ layer_norm(swin.at('norm'), f_v), audio_map @ f_a

    def adapt(self, weights, place, k, f_v, f_a, training):
        to_audio, audio_map = adapter(weights.at(f'audio_adapter_blocks_{place}', k), f_a, f_v, self.settings['audioAdapter'], training)
        to_vision, visual_map = adapter(weights.at(f'vis_adapter_blocks_{place}', k), f_v, f_a, self.settings['visualAdapter'], training)
        return to_audio, to_vision, audio_map, visual_map


# Temporal attention (equations 5 and 7), head and loss.

def lstm(w, x, hidden):
    names = [f'{kind}_l0{suffix}' for suffix in ('', '_reverse') for kind in ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh')]
    start = x.new_zeros(2, x.shape[0], hidden)
    return torch.lstm(x, (start, start), [w[name] for name in names], True, 1, 0.0, True, True, True)[0].transpose(0, 1)


def attention(w, query, memory, heads):
    width = query.shape[-1]
    weight, bias = w['in_proj_weight'], w['in_proj_bias']
    q = F.linear(query, weight[:width], bias[:width])
    k, v = F.linear(memory, weight[width:], bias[width:]).chunk(2, -1)
    q, k, v = (x.view(x.shape[0], x.shape[1], heads, -1).permute(1, 2, 0, 3) for x in (q, k, v))
    mixed = ((q * (width // heads) ** -0.5) @ k.transpose(-2, -1)).softmax(-1) @ v
    return linear(w.at('out_proj'), mixed.permute(2, 0, 1, 3).flatten(2))


def transformer_layer(w, query, memory, name, heads):
    y = layer_norm(w.at('norm1'), query + attention(w.at(name), query, memory, heads))
    return layer_norm(w.at('norm2'), y + linear(w.at('linear2'), F.relu(linear(w.at('linear1'), y))))


def temporal(w, v, a, s):
    heads = s['heads']

    def encode(u, x):
        x = linear(u.at('affine_matrix'), x)
        for k in range(2):
            x = transformer_layer(u.at('encoder', 'layers', k), x, x, 'self_attn', heads)
        return x

    def decode(u, x, memory):
        x = linear(u.at('affine_matrix'), x)
        return transformer_layer(u.at('decoder', 'layers', 0), x, torch.cat([memory, x]), 'multihead_attn', heads)

    rnn = w.at('audio_visual_rnn_layer')
    r_a = lstm(rnn.at('audio_rnn'), linear(w.at('a_fc'), a), s['modelWidth'] // 2)
    r_v = lstm(rnn.at('visual_rnn'), F.relu(linear(w.at('v_fc'), v)), s['modelWidth'])
    k_v, k_a = encode(w.at('video_encoder'), r_v), encode(w.at('audio_encoder'), r_a)
    q_a, q_v = decode(w.at('audio_decoder'), r_a, k_v), decode(w.at('video_decoder'), r_v, k_a)
    g_a, g_v = torch.sigmoid(linear(w.at('audio_gated', 0), k_a)), torch.sigmoid(linear(w.at('video_gated', 0), k_v))
    return q_v * (1 + s['gamma'] * g_a), q_a * (1 + s['gamma'] * g_v), g_a * g_v


def head(w, v, a, s):
    scores = [linear(w.at(name), x).topk(min(4, len(x)), 0)[0].mean(0) for name, x in (('video_cas', v), ('audio_cas', a))]
    av_score = (scores[0] + scores[1]) / 2
    m = (v + a) / 2
    classes = linear(w.at('localize_module', 'event_classifier'), m.max(0)[0])
    return linear(w.at('localize_module', 'classifier'), m), classes + s['classGamma'] * av_score, av_score


def network(encoders, weights, inputs, tables, training):
    image, wave, s = inputs['image'], inputs['wave'], encoders.settings
    visual, audio = encoders(weights, image.flatten(0, 1), wave.flatten(0, 1), tables, training)
    v, a, gate = temporal(weights.at('temporal_attn'), visual.view(*image.shape[:2], -1), audio.view(*image.shape[:2], -1), s['temporal'])
    is_event, event, av_score = head(weights.at('CMBS'), v, a, s['head'])
    return {'isEventScores': is_event, 'eventScores': event, 'audioVisualGate': gate, 'avScore': av_score}


def loss_of(outputs, inputs, gate_weight):
    events, classes = inputs['events'], inputs['clipClasses'].long()
    return (F.binary_cross_entropy_with_logits(outputs['isEventScores'][..., 0].t(), events)
            + gate_weight * F.binary_cross_entropy(outputs['audioVisualGate'][..., 0].t(), events)
            + F.cross_entropy(outputs['eventScores'], classes) + F.cross_entropy(outputs['avScore'], classes))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('case')
    parser.add_argument('--threads', type=int, required=True)
    parser.add_argument('--rate', type=float, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    tensors, metadata = read_case(options.case)
    settings, learnt = json.loads(metadata['settings']), set(json.loads(metadata['learnt']))
    part = {kind: {name[len(kind) + 1:]: tensor for name, tensor in tensors.items() if name.startswith(f'{kind}/')} for kind in ('weight', 'input', 'table')}
    parameters = [tensor.requires_grad_() for name, tensor in part['weight'].items() if name in learnt]
    optimiser = torch.optim.Adam(parameters, lr=options.rate)
    encoders, weights = Encoders(settings), Weights(part['weight'])

    def step(what):
        if what == 'infer':
            with torch.inference_mode():
                outputs = network(encoders, weights, part['input'], part['table'], False)
                return {name: tensor.flatten().tolist() for name, tensor in outputs.items()}
        loss = loss_of(network(encoders, weights, part['input'], part['table'], True), part['input'], settings['head']['gateLossWeight'])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return {'loss': [loss.item()]}

    print(json.dumps({'torch': torch.__version__, 'parameters': len(parameters)}), flush=True)
    for line in sys.stdin:
        before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        outputs = step(line.strip())
        seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps({'seconds': seconds, 'cpuSeconds': cpu, 'peakBytes': after.ru_maxrss * 1024, 'outputs': outputs}), flush=True)


main()
