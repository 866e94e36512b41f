// What is refused, and why, in Spanish: deciding. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const governance: Sentences = {
  'Wait for the missing records, or ask for them.': 'Espere los registros que faltan, o pídalos.',
  'This matter is decided by the members of an earlier page, each on the first device.':
    'Este asunto lo deciden los miembros de una página anterior, cada cual en su primer dispositivo.',
  'You can speak on it; you decide on the next matters.': 'Puede opinar; decidirá en los próximos asuntos.',
  'This matter is decided.': 'Este asunto está decidido.',
  'A new proposal can take it up again.': 'Una propuesta nueva puede retomarlo.',
  'You have bound already, and a bind stays for ever.': 'Ya se ha comprometido, y un compromiso queda para siempre.',
  'Nothing can be done about it.': 'No se puede hacer nada.',
  'You have changed your ballot too often.': 'Ha cambiado su voto demasiadas veces.',
  'Your last ballot stays.': 'Queda su último voto.',
  'Standing aside belongs to consent.': 'Apartarse es propio del consentimiento.',
  'Say nothing, or give it up.': 'No diga nada, o elija «Dejarlo».',
  '"{@1}" has no such ballot.': '«{@1}» no admite un voto así.',
  consent: 'Consentimiento',
  majority: 'Mayoría',
  approval: 'Aprobación',
  ranked: 'Orden',
  'Only consent knows blocks.': 'Solo el consentimiento admite bloqueos.',
  'Speak for another option, or raise a concern.': 'Defienda otra opción, o exprese su preocupación.',
  'A block stands only with its reason.': 'Un bloqueo solo vale con su razón.',
  'Say what would be lost.': 'Diga qué se perdería.',
  'The reason is too long for one packet.': 'La razón es demasiado larga para un paquete.',
  'Shorten it; further words fit a concern.': 'Acórtela; lo demás cabe en una preocupación.',
  'The text is too long for one packet.': 'El texto es demasiado largo para un paquete.',
  'There is no such option.': 'Esa opción no existe.',
  'Choose one of those on the screen.': 'Elija una de las que ve en pantalla.',
  'Members visit other members whom the matter asks, up to 20 in one note.':
    'Los miembros visitan a otros miembros a quienes el asunto pregunta, hasta 20 por nota.',
  'Change the list.': 'Cambie la lista.',
  'Only the author goes on with the text.': 'Solo quien lo propuso sigue con el texto.',
  'Suggest another wording instead.': 'Sugiera en su lugar otra redacción.',
  'Somebody has bound, so the text stays as it is.': 'Alguien ya se ha comprometido, así que el texto queda como está.',
  'Propose the change as a matter of its own.': 'Proponga el cambio como un asunto aparte.',
  'A part has 1 to 150 bytes.': 'Una parte tiene de 1 a 150 bytes.',
  'Split it.': 'Divídalo.',
  'The text has 255 parts already.': 'El texto ya tiene 255 partes.',
  'Wait; you can cast ballots, chat and call for help meanwhile.':
    'Espere; mientras tanto puede votar, conversar y pedir ayuda.',
  'This matter is decided by the members of an earlier page, and you are not among them.':
    'Este asunto lo deciden los miembros de una página anterior, y usted no está entre ellos.',
  'Only your first device speaks for you in decisions.':
    'En las decisiones solo habla por usted su primer dispositivo.',
  'Use the device you joined with.': 'Use el dispositivo con el que se unió.',
  'Who proposed this was not a member any more: it stands after the last record that the removal accepts.':
    'Quien lo propuso ya no era miembro: está después del último registro que la expulsión acepta.',
  'A member can propose the same.': 'Un miembro puede proponer lo mismo.',
  'The key that proposed this was said to be in other hands, and nobody has bound yet.':
    'Se ha dicho que la llave que lo propuso está en otras manos, y nadie se ha comprometido aún.',
  'The author can propose it again with a new key, or another member can.':
    'Puede proponerlo otra vez la misma persona con una llave nueva, u otro miembro.',
  'The period for thinking it over is not over on this device: {#1} h are left.':
    'El tiempo para pensarlo no ha terminado en este dispositivo: {1:queda|quedan} {#1} h.',
  'Wait; your ballot can still be changed.': 'Espere; aún puede cambiar su voto.',
  'A block stands, with a reason.': 'Hay un bloqueo en pie, con su razón.',
  '{#1} blocks stand, with a reason.': 'Hay {#1} bloqueos en pie, con su razón.',
  'Read the reason and talk; whoever blocks can withdraw it, or propose something better.':
    'Lea la razón y hablen; quien bloquea puede retirarlo o proponer algo mejor.',
  '{#1} stand aside and {#2} consent: more than one in {#3} stand aside.':
    '{#1} se {1:aparta|apartan} y {#2} {2:consiente|consienten}: se aparta más de una persona de cada {#3}.',
  'Change the proposal so that more people can carry it.': 'Cambie la propuesta para que más personas puedan llevarla.',
  '{#1} ballots for this are held here, and {#2} are needed.':
    'Aquí {1:consta|constan} {#1} {1:voto|votos} a favor, y hacen falta {#2}.',
  'More members must say the same, or their ballots must still arrive.':
    'Más miembros deben decir lo mismo, o sus votos deben llegar todavía.',
  '{#1} ballots name this, but not all of them alone and at one time.':
    '{#1} {1:voto nombra|votos nombran} esto, pero no todos lo nombran solo y a la vez.',
  'Wait: their devices say it again by themselves, for what is in the lead alone.':
    'Espere: sus dispositivos lo repiten solos, únicamente para lo que va en cabeza.',
  'Your own last ballot says something else.': 'Su propio último voto dice otra cosa.',
  'Change your ballot first; when enough of the others repeat theirs, you can bind.':
    'Cambie antes su voto; cuando bastantes de los demás repitan el suyo, podrá comprometerse.',
  '{#1} of {#2} are known to have had it in good time; {#3} are needed.':
    'Que se sepa, {#1} de {#2} lo {1:tuvo|tuvieron} a tiempo; hacen falta {#3}.',
  'Carry it to those who have not heard; a visit by two members of different households counts.':
    'Llévelo a quienes no lo han oído; cuenta la visita de dos miembros de hogares distintos.',
  'Of {#1} it is known that they have said what they had to say; {#2} are needed.':
    'De {#1} se sabe que han dicho lo que tenían que decir; hacen falta {#2}.',
  'This cannot be undone, so it waits; a visit by two members of different households counts.':
    'Esto no se puede deshacer, por eso espera; cuenta la visita de dos miembros de hogares distintos.',
  'Wait for their devices, or {#1} h of grace; a visit by two members counts, too.':
    'Espere a sus dispositivos, o {#1} h de gracia; también cuenta la visita de dos miembros.',
  'You have confirmed a newer page that does not carry this matter on.':
    'Ha confirmado una página más nueva que no lleva adelante este asunto.',
  'Propose it again over the newer page.': 'Propóngalo otra vez sobre la página más nueva.',
  'Pages up to this one carry {#1} open matter that have not arrived here; one may be on "{2}".':
    'Las páginas hasta esta llevan {#1} asunto abierto que no ha llegado aquí; puede ser sobre «{2}».',
  'Pages up to this one carry {#1} open matters that have not arrived here; one may be on "{2}".':
    'Las páginas hasta esta llevan {#1} asuntos abiertos que no han llegado aquí; alguno puede ser sobre «{2}».',
  'Wait until they have arrived, or ask for them.': 'Espere a que lleguen, o pídalos.',
  'Round {#1} of "{2}" opens with the proof that round {#3} is rejected, and nothing of that round is held here.':
    'La ronda {#1} de «{2}» se abre con la prueba de que la ronda {#3} fue rechazada, y aquí no hay nada de aquella ronda.',
  'Wait for the earlier matter, or propose it in the first round.':
    'Espere el asunto anterior, o propóngalo en la primera ronda.',
  'Another matter on "{1}" has passed or still can.': 'Otro asunto sobre «{1}» se ha aprobado o aún puede aprobarse.',
  'It must be rejected for good before the next round can be bound.':
    'Debe quedar rechazado en firme antes de poder comprometer la ronda siguiente.',
  'The charter has no key "{1}".': 'El estatuto no tiene ningún punto «{1}».',
  'Look at the list of keys.': 'Mire la lista de puntos.',
  'This person is not a member.': 'Esta persona no es miembro.',
  'Whoever is not a member decides nothing anyway.': 'Quien no es miembro no decide nada de todos modos.',
  'You can leave by yourself.': 'Usted puede irse por su cuenta.',
  'Use "Leave the community".': 'Use «Dejar la comunidad».',
  'In a community of up to three all must agree on every page, so nobody can be put out.':
    'En una comunidad de hasta tres, todos deben aceptar cada página, así que no se puede expulsar a nadie.',
  'Found a new community with those who want to go on together.':
    'Cree una comunidad nueva con quienes quieran seguir juntos.',
  'The record you named is not one of this person.': 'El registro que nombró no es de esta persona.',
  'Name a record that they wrote.': 'Nombre un registro que haya escrito ella.',
  'This record is not held here.': 'Este registro no está aquí.',
  'Wait until it has arrived.': 'Espere a que llegue.',
  'Only members draft this.': 'Este borrador solo lo hacen los miembros.',
  'Ask a member.': 'Pídaselo a un miembro.',
  'An id has 64 letters, 0 to 9 and a to f.': 'Un identificador tiene 64 caracteres, del 0 al 9 y de la a a la f.',
  'Copy the ids again.': 'Copie otra vez los identificadores.',
  'What has an effect is one thing to say yes or no to.':
    'Lo que tiene efecto es una sola cosa a la que decir sí o no.',
  'The charter has no key {#1} in this version.': 'En esta versión el estatuto no tiene el punto {#1}.',
  '"{@1}" may be {#2} to {#3} percent of the roster.':
    '«{@1}» puede ser del {#2} al {#3} por ciento de la lista de miembros.',
  '"{@1}" may be {#2} to {#3} hours.': '«{@1}» puede ser de {#2} a {#3} horas.',
  '"{@1}" may be {#2} to {#3} of those who consent or stand aside.':
    '«{@1}» puede ir de {#2} a {#3}: una persona de cada tantas que consienten o se apartan.',
  '"{@1}" may be {#2} to {#3} members.': '«{@1}» puede ser de {#2} a {#3} miembros.',
  '"{@1}" may be {#2} to {#3} households.': '«{@1}» puede ser de {#2} a {#3} hogares.',
  '"{@1}" may be {#2} to {#3} newcomers.': '«{@1}» puede ser de {#2} a {#3} nuevos.',
  '"{@1}" may be {#2} to {#3} pages.': '«{@1}» puede ser de {#2} a {#3} páginas.',
  '"{@1}" may be {#2} to {#3} hundredths of a credit.': '«{@1}» puede ser de {#2} a {#3} centésimas de un crédito.',
  '"{@1}" may be {#2} to {#3} percent of the limit.': '«{@1}» puede ser del {#2} al {#3} por ciento del límite.',
  '"{@1}" may be {#2} to {#3} hundredths of an hour.': '«{@1}» puede ser de {#2} a {#3} centésimas de una hora.',
  '"{@1}" may be {#2} to {#3} thousandths of the balance.': '«{@1}» puede ser de {#2} a {#3} milésimas del saldo.',
  '"{@1}" is decided on the slot "charter/{#2}".': '«{@1}» se decide en el puesto «charter/{#2}».',
  'This is decided as "{@1}", and not as "{@2}".': 'Esto se decide como «{@1}», y no como «{@2}».',
  ordinary: 'Ordinario',
  serious: 'Serio',
  irreversible: 'No se puede deshacer',
  charter: 'Estatuto',
  'The proposal has not arrived here yet.': 'La propuesta aún no ha llegado aquí.',
  'The page whose members decide has not arrived here yet.': 'La página cuyos miembros deciden aún no ha llegado aquí.',
  'The author is not among the members that the proposal asks.':
    'Quien lo propone no está entre los miembros a quienes la propuesta pregunta.',
  '"{@1}" takes {#2} to {#3} options, not {#4}.': '«{@1}» admite de {#2} a {#3} opciones, no {#4}.',
  'Whom it would put out is not among the members of that page.':
    'La persona a la que expulsaría no está entre los miembros de esa página.',
  'nobody blocks, few stand aside, a quorum consents': 'nadie bloquea, pocos se apartan, bastantes consienten',
  'each picks one option; one that a quorum picks is decided':
    'cada cual elige una opción; se decide la que bastantes eligen',
  'each names every option that is good enough; the one most named leads':
    'cada cual nombra todas las opciones que le valen; va en cabeza la más nombrada',
  'each ranks up to three options; the weakest goes out until one leads':
    'cada cual ordena hasta tres opciones; cae la más débil hasta que una va en cabeza',
  'Only members propose.': 'Solo proponen los miembros.',
  'Ask a member to propose it for you.': 'Pida a un miembro que lo proponga por usted.',
  '"{@1}" takes {#2} to {#3} options.': '«{@1}» admite de {#2} a {#3} opciones.',
  'Change the options.': 'Cambie las opciones.',
  'The title and each option are one line each, and not empty.':
    'El título y cada opción son una línea cada uno, y no están vacíos.',
  'Shorten them to one line.': 'Acórtelos a una línea.',
  'A period has 1 to {#1} hours.': 'El tiempo para pensarlo va de 1 a {#1} horas.',
  'Choose another period.': 'Elija otro tiempo.',
  'The charter gives people at least {#1} hours.': 'El estatuto da a la gente al menos {#1} horas.',
  'Choose a longer period, or propose another number for "decide.period-least".':
    'Elija un tiempo más largo, o proponga otro número para «decide.period-least».',
  'The text is {#1} bytes too long for one packet.': 'Al texto le sobran {#1} bytes para un paquete.',
  'Put the rest into further parts.': 'Ponga el resto en más partes.',
  'Change the proposal.': 'Cambie la propuesta.',
  'It changes the rules, so it is brought before everybody twice; {#1} of {#2} are known to have had it the second time, and {#3} are needed.':
    'Cambia las reglas, así que se presenta a todos dos veces; que se sepa, {#1} de {#2} lo {1:tuvo|tuvieron} la segunda vez, y hacen falta {#3}.',
  'Let devices exchange what they hold; a visit by two members of different households counts, too.':
    'Deje que los dispositivos intercambien lo que tienen; también cuenta la visita de dos miembros de hogares distintos.',
};
