"""The small transformer is causal when it says so, and learns."""

import pytest

torch = pytest.importorskip("torch", reason="runs in the environment of the posts, which has torch")

from worked.tiny import Shape, Transformer, schedule, train, windows  # noqa: E402  (only where torch is)


@pytest.mark.parametrize("rotary", [True, False])
def test_a_causal_model_does_not_see_the_future(rotary):
    torch.manual_seed(0)
    model = Transformer(Shape(10, width=16, causal=True, rotary=rotary))
    ids = torch.randint(0, 10, (2, 12))
    changed = ids.clone()
    changed[:, 6:] = (ids[:, 6:] + 1) % 10
    before, after = model(ids), model(changed)
    assert torch.equal(before[:, :6], after[:, :6])
    assert not torch.equal(before[:, 6:], after[:, 6:])


def test_an_encoder_sees_both_sides():
    torch.manual_seed(0)
    model = Transformer(Shape(10, width=16, causal=False))
    ids = torch.randint(0, 10, (1, 8))
    changed = ids.clone()
    changed[0, 7] = (ids[0, 7] + 1) % 10
    assert not torch.equal(model(ids)[0, 0], model(changed)[0, 0])


def test_training_lowers_the_loss_the_same_way_twice():
    def run():
        torch.manual_seed(0)
        model = Transformer(Shape(5, width=16, layers=1, heads=2, context=8, rotary=True))
        data = torch.arange(200) % 5
        generator = torch.Generator().manual_seed(0)

        def loss(step):
            x = windows(data, 8, 16, generator)
            return torch.nn.functional.cross_entropy(model(x[:, :-1]).flatten(0, 1), x[:, 1:].flatten())

        return train(model, loss, 60, 1e-2, warmup=5)

    first = run()
    assert first == run()
    assert first[-1] < 0.2 < 1.4 < first[0]


def test_the_rate_rises_then_falls_to_its_floor():
    rates = [schedule(step, 100, warmup=10, floor=0.1) for step in range(101)]
    assert rates[0] == pytest.approx(0.1, abs=0.01)
    assert max(rates) == pytest.approx(0.98, abs=0.01)
    assert rates[100] == pytest.approx(0.1)
    assert [schedule(step, 100, warmup=1, linear=True) for step in (25, 50, 100)] == pytest.approx([0.75, 0.5, 0])


def test_inner_parameters_leave_embeddings_out():
    assert Transformer(Shape(97, width=8, layers=2, heads=1)).inner_parameters() == 2 * (12 * 64 + 5 * 8 + 4 * 8)
